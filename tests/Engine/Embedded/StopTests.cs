using MatchGrid.Tests.Engine.Grains;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine;

public sealed class StopTests
{
    [Fact]
    public void Stop_LetsRunningCallsFinish_ThenDeactivates()
    {
        var rig = new Rig();
        var running = rig.Engine.GetGrain<IRelayGrain>("stops").CallAfterAsync(TimeSpan.FromSeconds(5), "other");
        rig.Now(rig.Engine.GetGrain<ILifeGrain>("stopped").ActivationAsync());
        rig.Scheduler.RunUntilIdle();

        var stop = rig.Engine.StopAsync(CancellationToken.None);
        rig.Pass(TimeSpan.FromSeconds(4));
        Assert.False(stop.IsCompleted);
        Assert.Contains("deactivated 1 ShuttingDown", LifeGrain.Records["stopped"]);
        rig.Pass(TimeSpan.FromSeconds(2));

        rig.Now(stop);
        Assert.Equal("other", rig.Now(running));
        Assert.Equal(0, rig.Engine.ActivationCount);
        Assert.Null(rig.Clock.NextDue);
    }

    [Fact]
    public void Stop_RefusesCallsFromOutsideAtOnce_ButNotBetweenGrains()
    {
        var rig = new Rig();
        var relay = rig.Engine.GetGrain<IRelayGrain>("relay");
        var running = relay.CallAfterAsync(TimeSpan.FromSeconds(3), "target");
        rig.Scheduler.RunUntilIdle();

        var stop = rig.Engine.StopAsync(CancellationToken.None);
        Assert.Throws<OrleansMessageRejectionException>(() => rig.Now(rig.Engine.GetGrain<ICallsGrain>("late").GetAsync()));
        rig.Pass(TimeSpan.FromSeconds(4));

        Assert.Equal("target", rig.Now(running));
        rig.Now(stop);
    }

    [Fact]
    public void Stop_CanceledFromTheStart_DropsAllWithoutGoodbye()
    {
        var rig = new Rig();
        var grain = rig.Engine.GetGrain<ILifeGrain>("crashed");
        rig.Now(grain.ActivationAsync());

        rig.Now(rig.Engine.StopAsync(new(canceled: true)));

        Assert.Equal(0, rig.Engine.ActivationCount);
        Assert.Equal(["activated 1"], LifeGrain.Records["crashed"]);
        Assert.Throws<OrleansMessageRejectionException>(() => rig.Now(grain.ActivationAsync()));
    }

    [Fact]
    public void Stop_ThatCannotDrain_DropsWhatIsLeftAtItsTimeout()
    {
        var rig = new Rig(configure: options => options.StopTimeout = TimeSpan.FromSeconds(10));
        var stuck = rig.Engine.GetGrain<ITurnsGrain>("stuck").WaitAtAsync("stop never opens");
        rig.Scheduler.RunUntilIdle();

        var stop = rig.Engine.StopAsync(CancellationToken.None);
        rig.Pass(TimeSpan.FromSeconds(10));

        rig.Now(stop);
        Assert.Throws<OrleansMessageRejectionException>(() => rig.Now(stuck));
        Assert.Equal(0, rig.Engine.ActivationCount);
        Assert.Contains("Warning: The engine stopped before 1 activations had ended", rig.Log.Lines);
    }
}
