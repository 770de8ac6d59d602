using MatchGrid.Embedded;

namespace MatchGrid.Tests.Engine;

public sealed class VirtualTimeProviderTests
{
    private readonly VirtualTimeProvider _clock = new(Rig.Start);
    private readonly List<string> _fired = [];

    [Fact]
    public void AdvanceTo_FiresByDueTimeThenByOrderOfSetting_EachAtItsTime()
    {
        Set("b", 2);
        Set("c", 2);
        Set("a", 1);
        Set("later", 4);

        Assert.Equal(Rig.Start.AddSeconds(1), _clock.NextDue);
        Assert.Equal(3, _clock.AdvanceTo(Rig.Start.AddSeconds(3)));

        Assert.Equal(["a 1", "b 2", "c 2"], _fired);
        Assert.Equal(Rig.Start.AddSeconds(3), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.GetElapsedTime(Rig.Start.UtcTicks));
    }

    [Fact]
    public void AdvanceTo_FiresPeriodsAndTimersSetByTimers()
    {
        using var periodic = _clock.CreateTimer(_ => Note("tick"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        _clock.CreateTimer(_ => Set("inner", 1), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);

        _clock.AdvanceTo(Rig.Start.AddSeconds(5));

        Assert.Equal(["tick 1", "tick 3", "inner 3", "tick 5"], _fired);
    }

    [Fact]
    public void Timer_DisposedOrStopped_DoesNotFire()
    {
        var disposed = _clock.CreateTimer(_ => Note("disposed"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        var stopped = _clock.CreateTimer(_ => Note("stopped"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        stopped.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        Assert.Null(_clock.NextDue);
        _clock.AdvanceTo(Rig.Start.AddSeconds(5));

        Assert.Empty(_fired);
        Assert.False(disposed.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void UtcNow_Set_LeavesOverdueTimersToTheNextAdvance()
    {
        Set("overdue", 1);

        _clock.UtcNow = Rig.Start.AddSeconds(10);
        Assert.Empty(_fired);
        _clock.AdvanceTo(_clock.UtcNow);

        Assert.Equal(["overdue 10"], _fired);
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.UtcNow = Rig.Start);
    }

    [Fact]
    public async Task Delay_OnTheClock_EndsWhenItHasPassed()
    {
        var delay = Task.Delay(TimeSpan.FromSeconds(2), _clock);

        _clock.AdvanceTo(Rig.Start.AddSeconds(1));
        Assert.False(delay.IsCompleted);
        _clock.AdvanceTo(Rig.Start.AddSeconds(2));

        await delay;
    }

    private void Set(string name, int seconds) =>
        _clock.CreateTimer(_ => Note(name), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);

    private void Note(string name) => _fired.Add($"{name} {(_clock.GetUtcNow() - Rig.Start).TotalSeconds}");
}
