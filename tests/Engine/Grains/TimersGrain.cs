using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine.Grains;

public sealed class TimersGrain : Grain, ITimersGrain
{
    private TaskCompletionSource _tick = new();
    private IGrainTimer? _timer;
    private TaskScheduler? _scheduler;
    private int _ticks;
    private bool _onScheduler = true;
    private bool _fails;

    public Task StartAsync(TimeSpan dueTime, TimeSpan period, bool interleave, bool keepAlive)
    {
        _scheduler = TaskScheduler.Current;
        _timer = this.RegisterGrainTimer(
            static (grain, token) => grain.TickAsync(token),
            this,
            new GrainTimerCreationOptions(dueTime, period) { Interleave = interleave, KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task ChangeAsync(TimeSpan dueTime, TimeSpan period)
    {
        _timer!.Change(dueTime, period);
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<(int Ticks, bool OnScheduler)> TicksAsync() => Task.FromResult((_ticks, _onScheduler));

    public async Task<int> TicksWhileAtAsync(string gate)
    {
        var before = _ticks;
        Gates.Open($"{gate}-in");
        await Gates.Opened(gate);
        return _ticks - before;
    }

    public Task NextTickAsync() => _tick.Task;

    public Task FailTicksAsync()
    {
        _fails = true;
        return Task.CompletedTask;
    }

    private async Task TickAsync(CancellationToken token)
    {
        _onScheduler &= TaskScheduler.Current == _scheduler;
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        _onScheduler &= TaskScheduler.Current == _scheduler;
        _ticks++;
        _tick.SetResult();
        _tick = new();
        if (_fails)
            throw new InvalidOperationException("a tick fails");
    }
}
