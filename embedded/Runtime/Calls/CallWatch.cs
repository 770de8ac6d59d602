namespace MatchGrid.Embedded;

/// <summary>
/// Ends calls that are not answered in time. There is no timer per call: activations that were given calls are looked through together,
/// up to once a second, so a call times out at its limit or at most a second after.
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

        var expired = new List<GrainCall>();
        var sentBefore = _engine.Clock.GetTimestamp() - _engine.ResponseTimeoutInTimestamps;
        var busy = activations.FindAll(activation => activation.CollectExpired(sentBefore, expired));
        carried.RemoveAll(call => !call.IsAwaited);
        expired.AddRange(carried.Where(call => call.SentAt <= sentBefore));
        carried.RemoveAll(call => call.SentAt <= sentBefore);

        lock (_gate)
        {
            _activations.AddRange(busy);
            _carried.AddRange(carried);
            if (_activations.Count + _carried.Count > 0)
                Arm();
        }
        foreach (var call in expired)
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
