namespace MatchGrid.Embedded;

/// <summary>Deactivates what has not been used for its class's time. It looks once a minute or so, and not at all while nothing can become idle.</summary>
internal sealed class IdleCollector : IDisposable
{
    private readonly EmbeddedEngine _engine;
    private readonly TimeSpan _interval;
    private readonly ITimer _timer;
    private int _armed;

    public IdleCollector(EmbeddedEngine engine, TimeSpan interval)
    {
        _engine = engine;
        _interval = interval;
        _timer = Unflowed.Timer(engine.Clock, static state => ((IdleCollector)state!).Collect(), this);
    }

    /// <summary>Told of each new activation that can become idle.</summary>
    public void Arm()
    {
        if (Volatile.Read(ref _armed) == 0 && Interlocked.Exchange(ref _armed, 1) == 0)
            _timer.Change(_interval, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Collect()
    {
        Volatile.Write(ref _armed, 0);
        foreach (var grainClass in _engine.Classes)
        {
            if (!grainClass.CanIdle || grainClass.Count == 0)
                continue;
            Arm();
            grainClass.DeactivateIdle();
        }
    }
}
