namespace MatchGrid.Embedded;

/// <summary>
/// Ends calls that are not answered in time, at no cost to those that are: activations that were given calls are looked through together,
/// up to once a second, and a call's time runs from when it was first seen. So it times out at its limit or up to two seconds after.
/// </summary>
internal sealed class CallWatch : IDisposable
{
    private readonly Lock _gate = new();
    private readonly EmbeddedEngine _engine;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private List<Activation> _activations = [];
    private List<GrainCall> _carried = [];
    private bool _armed;

    public CallWatch(EmbeddedEngine engine)
    {
        _engine = engine;
        _interval = TimeSpan.FromTicks(Math.Clamp(engine.ResponseTimeout.Ticks / 10, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond));
        _timer = Unflowed.Timer(engine.Clock, static state => ((CallWatch)state!).Sweep(), this);
    }

    /// <summary>Looks through the activation until it is idle.</summary>
    public void Watch(Activation activation)
    {
        lock (_gate)
        {
            _activations.Add(activation);
            Arm();
        }
    }

    /// <summary>Watches a call that a transport may lose.</summary>
    public void Watch(GrainCall call)
    {
        lock (_gate)
        {
            _carried.Add(call);
            Arm();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Sweep()
    {
        List<Activation> activations;
        List<GrainCall> carried;
        lock (_gate)
        {
            (activations, _activations) = (_activations, []);
            (carried, _carried) = (_carried, []);
            _armed = false;
        }

        var overdue = new List<GrainCall>();
        var now = _engine.Clock.GetTimestamp();
        var seenBefore = now - _engine.ResponseTimeoutInTimestamps;
        var busy = activations.FindAll(activation => activation.CollectOverdue(seenBefore, now, overdue));
        overdue.AddRange(carried.Where(call => call.IsOverdue(seenBefore, now)));
        carried.RemoveAll(call => !call.IsAwaited || call.SeenAt <= seenBefore);

        lock (_gate)
        {
            _activations.AddRange(busy);
            _carried.AddRange(carried);
            if (_activations.Count + _carried.Count > 0)
                Arm();
        }
        foreach (var call in overdue)
            call.Fail(new TimeoutException($"No answer within {_engine.ResponseTimeout}: {call}"));
    }

    private void Arm()
    {
        if (_armed)
            return;
        _armed = true;
        _timer.Change(_interval, Timeout.InfiniteTimeSpan);
    }
}
