using MatchGrid.Embedded;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Silo.Failures;
using MatchGrid.Silo.Identifiers;
using MatchGrid.Silo.Journals;
using MatchGrid.Silo.Regions;
using MatchGrid.Silo.Wakes;
using MatchGrid.Wakes;
using Microsoft.Extensions.DependencyInjection;
using Orleans;

namespace MatchGrid.Silo;

/// <summary>
/// A whole embedded grid without a web server: for replays, benchmarks, tests and simulations. Not for use by two threads at once when pumped.
/// </summary>
public sealed class GridHost : IAsyncDisposable
{
    private static readonly DateTimeOffset VirtualStart = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan WakePeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(10);

    private readonly ServiceProvider provider;
    private readonly PumpedWorkScheduler? pump;
    private WakeTimer? wakeTimer;
    private DateTimeOffset nextPoke = DateTimeOffset.MinValue;
    private bool ended;

    private GridHost(ServiceProvider provider, PumpedWorkScheduler? pump)
    {
        this.provider = provider;
        this.pump = pump;
        Journal = provider.GetRequiredService<IJournalStore>();
        Engine = provider.GetRequiredService<EmbeddedEngine>();
        Wakes = provider.GetRequiredService<WakeService>();
    }

    public IServiceProvider Services => provider;

    public IGrainFactory Grains => Engine;

    public EmbeddedEngine Engine { get; }

    /// <summary>A <see cref="SqliteLog"/> with a data folder, otherwise an <see cref="IManualJournal"/>.</summary>
    public IJournalStore Journal { get; }

    public ITelling Telling => (ITelling)Journal;

    public WakeService Wakes { get; }

    public TimeProvider Clock => provider.GetRequiredService<TimeProvider>();

    public IIdSource Ids => provider.GetRequiredService<IIdSource>();

    public GridOptions Options => provider.GetRequiredService<GridOptions>();

    /// <summary>Completes with the cause when the log has failed: nothing that was in flight is known to be stored.</summary>
    public Task<Exception> Failed => provider.GetRequiredService<GridFailure>().Happened;

    /// <summary>Opens the log and starts the grid.</summary>
    /// <exception cref="Storage.DataFolderException">The data folder cannot be opened.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A grid option is out of range.</exception>
    public static async Task<GridHost> StartAsync(GridHostOptions options)
    {
        var work = !options.Pumped ? null : options.Seed is { } seed ? new PumpedWorkScheduler(seed) : new PumpedWorkScheduler();
        var clock = options.TimeProvider ?? (options.Pumped ? new VirtualTimeProvider(VirtualStart) : TimeProvider.System);
        var services = new ServiceCollection();
        services.AddSingleton(clock);
        if (options.Seed is { } idSeed)
            services.AddSingleton<IIdSource>(new SeededIdSource(idSeed, clock));
        services.AddSingleton(built => OpenJournal(built, options));
        if (work is not null)
            services.Configure<EmbeddedOptions>(engine => engine.Scheduler = work);
        if (options.Options is { } configure)
            services.Configure(configure);
        services.AddMatchGrid();
        options.Services?.Invoke(services);

        var built = services.BuildServiceProvider();
        try
        {
            var host = new GridHost(built, work);
            if (work is null)
                await RegionRefresh.ReadAsync(host.Grains, built.GetRequiredService<JournalServices>().Regions);
            if (work is null)
                await (host.wakeTimer = new(host.Wakes, clock)).StartAsync(CancellationToken.None);
            return host;
        }
        catch
        {
            await built.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pumped: runs work and flushes the log until neither has anything left. Time stands still.</summary>
    public void RunUntilIdle()
    {
        var pumped = Pumped();
        do
            pumped.RunUntilIdle();
        while (Flush() || pumped.Waiting > 0);
    }

    /// <summary>Pumped: runs one piece of work, and says whether there was one. What it stored is not durable yet.</summary>
    public bool RunOne() => Pumped().RunOne();

    /// <summary>Pumped: makes what was stored durable, tells those who wait for it, and says whether there was anything.</summary>
    public bool Flush() => Journal is SqliteLog log ? log.Flush() : ((IManualJournal)Journal).Flush();

    /// <summary>
    /// Pumped: moves the clock on, stopping at each timer and each due wake, and runs until idle at every stop. Wakes are looked at
    /// once a second at most, as the wake service's own timer does.
    /// </summary>
    public void AdvanceTo(DateTimeOffset instant)
    {
        var clock = (VirtualTimeProvider)Clock;
        RunUntilIdle();
        while (NextStop(clock) is { } stop && stop <= instant)
        {
            clock.AdvanceTo(stop);
            if (stop >= nextPoke && Wakes.Next <= clock.GetUtcNow())
            {
                while (Wakes.PokeDue(clock.GetUtcNow()) == WakeService.MostPerPass)
                    RunUntilIdle();
                nextPoke = stop + WakePeriod;
            }

            RunUntilIdle();
        }

        clock.AdvanceTo(instant);
    }

    /// <summary>Pumped: the next instant at which the grid does something by itself; null for never.</summary>
    public DateTimeOffset? NextDue => NextStop((VirtualTimeProvider)Clock);

    /// <summary>Pumped: <see cref="AdvanceTo"/> a while from now.</summary>
    public void Advance(TimeSpan time) => AdvanceTo(Clock.GetUtcNow() + time);

    /// <summary>Pumped: makes a call, runs until idle, and returns the answer.</summary>
    /// <exception cref="InvalidOperationException">There is no answer yet: it waits for time to pass.</exception>
    public T Run<T>(Func<Task<T>> call)
    {
        var answer = Start(call);
        RunUntilIdle();
        return answer.IsCompleted
            ? answer.GetAwaiter().GetResult()
            : throw new InvalidOperationException("The call waits for something that only time brings: use AdvanceTo.");
    }

    /// <inheritdoc cref="Run{T}(Func{Task{T}})"/>
    public void Run(Func<Task> call) => Run(async () =>
    {
        await call();
        return true;
    });

    /// <summary>
    /// Ends the grid as a killed process would: what is not durable is lost, and no grain gets to say anything more. The journal or data
    /// folder can be opened again afterwards.
    /// </summary>
    public async Task CrashAsync()
    {
        ended = true;
        await StopWakesAsync();
        await Engine.StopAsync(new CancellationToken(canceled: true));
        if (Journal is SqliteLog log)
            await log.AbandonAsync();
        else
            ((IManualJournal)Journal).Crash();
        await provider.DisposeAsync();
    }

    /// <summary>Lets running work finish, deactivates all grains and closes the log.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ended)
            return;
        ended = true;
        await StopWakesAsync();
        await StopEngineAsync();
        await provider.DisposeAsync();
    }

    private static IJournalStore OpenJournal(IServiceProvider from, GridHostOptions options)
    {
        if (options.DataFolder is null)
            return options.Journal ?? new InMemoryJournal(options.Pumped);
        var log = new SqliteLogOptions
        {
            Folder = options.DataFolder,
            Manual = options.Pumped,
            SyncToDisk = options.SyncToDisk,
            OnFailure = from.GetRequiredService<GridFailure>().Report,
            Fixed = EngineComposition.FixedBy(from.GetRequiredService<GridOptions>()),
        };
        return SqliteLog.Open(log, from.GetRequiredService<TimeProvider>());
    }

    private Task StopWakesAsync() => wakeTimer is null ? Task.CompletedTask : wakeTimer.StopAsync(CancellationToken.None);

    // A grain that waits for time to pass would wait for ever under a virtual clock: after a while the engine drops what is left.
    private async Task StopEngineAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience);
        var stopping = Engine.StopAsync(patience.Token);
        while (pump is not null && !stopping.IsCompleted)
        {
            RunUntilIdle();
            await Task.WhenAny(stopping, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        await stopping;
    }

    // What goes on after an await must go on inside the pump, not in the caller's context.
    private static Task<T> Start<T>(Func<Task<T>> call)
    {
        var callers = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return call();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(callers);
        }
    }

    private PumpedWorkScheduler Pumped() => pump ?? throw new InvalidOperationException("This grid runs by itself: it is not pumped.");

    private DateTimeOffset? NextStop(VirtualTimeProvider clock)
    {
        var timer = clock.NextDue;
        var wake = Wakes.Next - clock.Skew is { } due && due > nextPoke ? due : Wakes.Next is null ? (DateTimeOffset?)null : nextPoke;
        var next = timer is null || wake < timer ? wake : timer;
        return next < clock.UtcNow ? clock.UtcNow : next;
    }
}
