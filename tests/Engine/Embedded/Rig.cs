using MatchGrid.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace MatchGrid.Tests.Engine;

/// <summary>An engine on one thread and a virtual clock: nothing happens but what the test pumps.</summary>
internal sealed class Rig
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Rig(ulong? seed = null, Action<EmbeddedOptions>? configure = null)
    {
        Scheduler = seed is { } given ? new PumpedWorkScheduler(given) : new PumpedWorkScheduler();
        var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ILoggerFactory>(new LoggerFactory([Log]))
            .AddKeyedSingleton<IGrainStorage, MemoryGrainStorage>("Test");
        var options = new EmbeddedOptions { Scheduler = Scheduler };
        options.GrainAssemblies.Add(typeof(Rig).Assembly);
        configure?.Invoke(options);
        Engine = new(services.BuildServiceProvider(), options);
    }

    public PumpedWorkScheduler Scheduler { get; }

    public VirtualTimeProvider Clock { get; } = new(Start);

    public LogLines Log { get; } = new();

    public EmbeddedEngine Engine { get; }

    public TimeSpan Elapsed => Clock.UtcNow - Start;

    /// <summary>Runs what can run without time going on. The task must be done by then.</summary>
    public T Now<T>(Task<T> task)
    {
        Now((Task)task);
        return task.Result;
    }

    public void Now(Task task)
    {
        Scheduler.RunUntilIdle();
        Assert.True(task.IsCompleted, "The task waits for something that does not happen now.");
        task.GetAwaiter().GetResult();
    }

    /// <summary>Moves the clock from timer to timer and runs what they bring about.</summary>
    public void Pass(TimeSpan time)
    {
        var end = Clock.UtcNow + time;
        Scheduler.RunUntilIdle();
        while (Clock.NextDue is { } due && due <= end)
        {
            Clock.AdvanceTo(due);
            Scheduler.RunUntilIdle();
        }
        Clock.AdvanceTo(end);
    }
}
