using MatchGrid.Embedded;
using Microsoft.Extensions.DependencyInjection;

namespace MatchGrid.Tests.Engine;

public sealed class DeterminismTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(1UL)]
    [InlineData(42UL)]
    public void Grid_RunTwiceFromOneSeed_LeavesTheSameTrace(ulong? seed) => Assert.Equal(Run(seed), Run(seed));

    [Fact]
    public void Grid_RunFromAnotherSeed_LeavesAnotherTrace()
    {
        Assert.NotEqual(Run(1), Run(2));
        Assert.NotEqual(Run(null), Run(1));
    }

    [Fact]
    public void Grid_Pumped_RunsOnThePumpingThreadAlone()
    {
        var trace = new Trace();

        Run(7, trace);

        Assert.True(trace.Lines.Count > 200);
        Assert.Equal([Environment.CurrentManagedThreadId], trace.Threads);
    }

    private static IReadOnlyList<string> Run(ulong? seed)
    {
        var trace = new Trace();
        Run(seed, trace);
        return trace.Lines;
    }

    private static void Run(ulong? seed, Trace trace)
    {
        var clock = new VirtualTimeProvider(Rig.Start);
        var scheduler = seed is { } given ? new PumpedWorkScheduler(given) : new PumpedWorkScheduler();
        var options = new EmbeddedOptions { Scheduler = scheduler, TurnsPerWorkItem = 1 };
        options.GrainClasses.Add(typeof(RelayGrain));
        var engine = new EmbeddedEngine(new ServiceCollection().AddSingleton<TimeProvider>(clock).AddSingleton(trace).BuildServiceProvider(), options);

        for (var i = 0; i < 5; i++)
            _ = engine.GetGrain<IRelayGrain>($"{i}").SpreadAsync(8);
        do
        {
            while (scheduler.RunOne())
                trace.Add($"{engine.ActivationCount}");
        }
        while (clock.NextDue is { } due && clock.AdvanceTo(due) > 0);
        Assert.Equal(0, engine.ActivationCount);
    }
}
