using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>A timer of one activation. At most one tick is on its way or running; the next is set when that has ended.</summary>
internal abstract class GrainTimer : Delivery, IGrainTimer
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly ITimer _timer;
    private TimeSpan _next;
    private TimeSpan _period;
    private bool _ticking;

    protected GrainTimer(Activation activation, GrainTimerCreationOptions options)
    {
        _activation = activation;
        Interleaves = options.Interleave || activation.Class.IsReentrant;
        KeepsAlive = options.KeepAlive;
        _timer = Unflowed.Timer(activation.Engine.Clock, static state => ((GrainTimer)state!).Tick(), this);
    }

    public override bool KeepsAlive { get; }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
        lock (_gate)
        {
            (_next, _period) = (dueTime, period);
            if (!_ticking)
                Set();
        }
    }

    public override async Task RunAsync(Activation activation)
    {
        RequestContext.Current = null;
        try
        {
            if (!_disposed.IsCancellationRequested)
                await InvokeAsync(_disposed.Token);
        }
        catch (Exception exception)
        {
            activation.Engine.Log.TimerFailed(activation.GrainId, exception);
        }
        activation.End(this);
        lock (_gate)
        {
            _ticking = false;
            Set();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed.IsCancellationRequested)
                return;
            _timer.Dispose();
            _next = Timeout.InfiniteTimeSpan;
        }
        _disposed.Cancel();
        _activation.Forget(this);
    }

    protected abstract Task InvokeAsync(CancellationToken token);

    private void Tick()
    {
        lock (_gate)
        {
            if (_ticking || _disposed.IsCancellationRequested)
                return;
            _ticking = true;
        }
        _activation.TryEnqueue(this);
    }

    /// <summary>Sets the next tick; once disposed, the timer takes no more.</summary>
    private void Set()
    {
        _timer.Change(_next, Timeout.InfiniteTimeSpan);
        _next = _period;
    }
}
