using MatchGrid.Tests.Engine.Grains;

namespace MatchGrid.Tests.Engine;

public sealed class TimeoutTests
{
    [Fact]
    public void Call_WithoutAnswer_TimesOutNamingGrainAndMethod()
    {
        var rig = new Rig();
        var call = rig.Engine.GetGrain<ITurnsGrain>("slow").WaitAtAsync("never opened");

        rig.Pass(TimeSpan.FromSeconds(29.9));
        Assert.False(call.IsCompleted);
        rig.Pass(TimeSpan.FromSeconds(2.1));

        var timeout = Assert.Throws<TimeoutException>(() => rig.Now(call));
        Assert.Contains("turns/slow", timeout.Message, StringComparison.Ordinal);
        Assert.Contains("WaitAtAsync", timeout.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_QueuedBehindOneWithoutAnswer_TimesOutAndNeverRuns()
    {
        var rig = new Rig();
        var grain = rig.Engine.GetGrain<ITurnsGrain>("queue");
        var blocking = grain.WaitAtAsync("timeout queue");
        rig.Pass(TimeSpan.FromSeconds(5));
        var queued = grain.NoteAsync("too late");

        rig.Pass(TimeSpan.FromSeconds(40));
        Assert.Throws<TimeoutException>(() => rig.Now(blocking));
        Assert.Throws<TimeoutException>(() => rig.Now(queued));

        Gates.Open("timeout queue");
        Assert.True(SpinWait.SpinUntil(() => rig.Scheduler.Waiting > 0, TimeSpan.FromSeconds(10)));
        rig.Scheduler.RunUntilIdle();
        Gates.Open("timeout queue again");
        Assert.DoesNotContain("too late", rig.Now(grain.WaitAtAsync("timeout queue again")), StringComparison.Ordinal);
    }

    [Fact]
    public void GrainsThatAwaitEachOther_TimeOut()
    {
        var rig = new Rig();

        var call = rig.Engine.GetGrain<ITurnsGrain>("self").CallSelfAsync();
        rig.Pass(TimeSpan.FromSeconds(32));

        Assert.Throws<TimeoutException>(() => rig.Now(call));
        Assert.Equal(0, rig.Now(rig.Engine.GetGrain<ITurnsGrain>("self").CountAsync()));
    }

    [Fact]
    public void ResponseTimeout_Configured_IsTheOneThatCounts()
    {
        var rig = new Rig(configure: options => options.ResponseTimeout = TimeSpan.FromSeconds(2));
        var call = rig.Engine.GetGrain<ITurnsGrain>("short").WaitAtAsync("never opened either");

        rig.Pass(TimeSpan.FromSeconds(2.4));

        Assert.Throws<TimeoutException>(() => rig.Now(call));
    }

    [Fact]
    public void Engine_WithNothingWaiting_SetsNoTimers()
    {
        var rig = new Rig();
        rig.Now(rig.Engine.GetGrain<ICallsGrain>("quiet").PutAsync(1));

        rig.Pass(TimeSpan.FromMinutes(17));

        Assert.Equal(0, rig.Engine.ActivationCount);
        Assert.Null(rig.Clock.NextDue);
    }
}
