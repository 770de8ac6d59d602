using MatchGrid.Tests.Engine.Grains;

namespace MatchGrid.Tests.Engine;

public sealed class TimerTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly Rig _rig = new();

    private ITimersGrain Grain => _rig.Engine.GetGrain<ITimersGrain>("timer");

    private int Ticks => _rig.Now(Grain.TicksAsync()).Ticks;

    [Fact]
    public void Timer_TicksFirstAfterItsDueTimeThenByPeriod()
    {
        Start(due: 5 * Second, period: 2 * Second);

        _rig.Pass(4.9 * Second);
        Assert.Equal(0, Ticks);
        _rig.Pass(0.2 * Second);
        Assert.Equal(1, Ticks);
        _rig.Pass(4 * Second);

        Assert.Equal(3, Ticks);
    }

    [Fact]
    public void Timer_WithoutPeriod_TicksOnce()
    {
        Start(due: Second, period: Timeout.InfiniteTimeSpan);

        _rig.Pass(60 * Second);

        Assert.Equal(1, Ticks);
    }

    [Fact]
    public void Timer_Changed_TicksByTheNewTimes()
    {
        Start(due: Second, period: Second);
        _rig.Pass(1.5 * Second);

        _rig.Now(Grain.ChangeAsync(10 * Second, Timeout.InfiniteTimeSpan));
        _rig.Pass(9 * Second);
        Assert.Equal(1, Ticks);
        _rig.Pass(60 * Second);

        Assert.Equal(2, Ticks);
    }

    [Fact]
    public void Timer_ChangedWhileItsTickWaits_KeepsTheChange()
    {
        Start(due: Second, period: 100 * Second);
        var call = Grain.TicksWhileAtAsync("timer changed");
        _rig.Pass(2 * Second);
        var change = Grain.ChangeAsync(5 * Second, Timeout.InfiniteTimeSpan);
        Open("timer changed");
        _rig.Now(call);
        _rig.Now(change);

        _rig.Pass(10 * Second);

        Assert.Equal(2, Ticks);
    }

    [Fact]
    public void Timer_Disposed_TicksNoMore()
    {
        Start(due: Second, period: Second);
        _rig.Pass(2.5 * Second);

        _rig.Now(Grain.DisposeAsync());
        _rig.Pass(10 * Second);

        Assert.Equal(2, Ticks);
    }

    [Fact]
    public void Timer_OfADeactivatedActivation_TicksNoMore()
    {
        Start(due: Second, period: Second);
        _rig.Now(Grain.DeactivateAsync());

        _rig.Pass(10 * Second);

        Assert.Equal(0, _rig.Engine.ActivationCount);
        Assert.Equal(0, Ticks);
    }

    [Fact]
    public void Timer_WhoseTurnIsTaken_DoesNotPileUp()
    {
        Start(due: Second, period: Second);
        var call = Grain.TicksWhileAtAsync("timer piles");
        _rig.Pass(10 * Second);
        Open("timer piles");

        Assert.Equal(0, _rig.Now(call));
        Assert.Equal(1, Ticks);
    }

    [Fact]
    public void Timer_WhoseTickThrows_IsLogged()
    {
        _rig.Now(Grain.FailTicksAsync());
        Start(due: Second, period: Timeout.InfiniteTimeSpan);

        _rig.Pass(2 * Second);

        Assert.Contains("Warning: A timer of timers/timer failed a tick fails", _rig.Log.Lines);
    }

    private void Start(TimeSpan due, TimeSpan period) => _rig.Now(Grain.StartAsync(due, period, interleave: false, keepAlive: false));

    private void Open(string gate)
    {
        Gates.Open(gate);
        Assert.True(SpinWait.SpinUntil(() => _rig.Scheduler.Waiting > 0, TimeSpan.FromSeconds(10)));
    }
}
