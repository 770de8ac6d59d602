using MatchGrid.Tests.Engine.Grains;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine;

public sealed class DropTests
{
    [Fact]
    public void Drop_EndsTheActivationWithoutItsGoodbye()
    {
        var rig = new Rig();
        var grain = rig.Engine.GetGrain<ILifeGrain>("dropped");
        rig.Now(grain.ActivationAsync());

        Assert.True(rig.Engine.DropActivation(GrainId.Create("life", "dropped")));
        Assert.False(rig.Engine.DropActivation(GrainId.Create("life", "dropped")));

        Assert.Equal(0, rig.Engine.ActivationCount);
        Assert.Equal(2, rig.Now(grain.ActivationAsync()));
        Assert.Equal(["activated 1", "activated 2"], LifeGrain.Records["dropped"]);
    }

    [Fact]
    public void Drop_FailsRunningAndWaitingCalls_AndRunsNoMoreOfTheirCode()
    {
        var rig = new Rig();
        var grain = rig.Engine.GetGrain<ITimersGrain>("dropped timer");
        rig.Now(grain.StartAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), interleave: false, keepAlive: false));
        var running = grain.TicksWhileAtAsync("drop");
        var waiting = grain.TicksAsync();
        rig.Scheduler.RunUntilIdle();

        rig.Engine.DropActivation(GrainId.Create("timers", "dropped timer"));
        rig.Pass(TimeSpan.FromSeconds(10));

        Assert.Throws<OrleansMessageRejectionException>(() => rig.Now(running));
        Assert.Throws<OrleansMessageRejectionException>(() => rig.Now(waiting));
        Assert.Equal((0, true), rig.Now(grain.TicksAsync()));
    }
}
