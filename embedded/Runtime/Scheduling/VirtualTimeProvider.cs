namespace MatchGrid.Embedded;

/// <summary>A clock that stands still until it is moved. Timers fire in order of due time, then of being set, on the thread that moves it.</summary>
public sealed class VirtualTimeProvider(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly SortedSet<VirtualTimer> _timers = new(Comparer<VirtualTimer>.Create(static (a, b) =>
        a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Sequence.CompareTo(b.Sequence)));

    private DateTimeOffset _now = start;
    private long _sequence;

    /// <summary>The time. Setting it fires nothing; timers that are then overdue fire at the next <see cref="AdvanceTo"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The new time is before the old one.</exception>
    public DateTimeOffset UtcNow
    {
        get
        {
            lock (_gate)
                return _now;
        }
        set
        {
            lock (_gate)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value, _now);
                _now = value;
            }
        }
    }

    /// <summary>When the next timer is due; null when none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return _timers.Min?.Due;
        }
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>What the clock on the wall shows beyond <see cref="UtcNow"/>: it may be set forward or back; timers and timestamps do not notice.</summary>
    public TimeSpan Skew { get; set; }

    public override DateTimeOffset GetUtcNow() => UtcNow + Skew;

    public override long GetTimestamp() => UtcNow.UtcTicks;

    /// <summary>Moves the time on, firing each timer at its due time, also those that the fired ones set.</summary>
    /// <returns>How many fired.</returns>
    public int AdvanceTo(DateTimeOffset time)
    {
        using var _ = new WithoutCallersContext();
        var fired = 0;
        while (TakeDue(time) is { } timer)
        {
            timer.Fire();
            fired++;
        }
        lock (_gate)
            _now = time > _now ? time : _now;
        return fired;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private VirtualTimer? TakeDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (_timers.Min is not { } timer || timer.Due > until)
                return null;
            _timers.Remove(timer);
            _now = timer.Due > _now ? timer.Due : _now;
            if (timer.Period > TimeSpan.Zero)
                Set(timer, timer.Period);
            return timer;
        }
    }

    private void Set(VirtualTimer timer, TimeSpan dueTime)
    {
        timer.Due = _now + dueTime;
        timer.Sequence = ++_sequence;
        _timers.Add(timer);
    }

    private sealed class VirtualTimer(VirtualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private bool _disposed;

        public DateTimeOffset Due { get; set; }

        public long Sequence { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_disposed)
                    return false;
                clock._timers.Remove(this);
                Period = period;
                if (dueTime >= TimeSpan.Zero)
                    clock.Set(this, dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
