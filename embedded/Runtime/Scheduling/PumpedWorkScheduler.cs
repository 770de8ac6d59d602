namespace MatchGrid.Embedded;

/// <summary>
/// Runs work on the thread of whoever pumps it, one item at a time: first in, first out, or, given a seed, the next item drawn by that
/// seed. The same work with the same seed runs in the same order, always.
/// </summary>
public sealed class PumpedWorkScheduler : IWorkScheduler
{
    private readonly Lock _gate = new();
    private readonly List<IThreadPoolWorkItem> _drawn = [];
    private readonly Queue<IThreadPoolWorkItem> _inOrder = [];
    private readonly bool _draws;
    private ulong _random;

    /// <summary>First in, first out.</summary>
    public PumpedWorkScheduler()
    {
    }

    /// <summary>The next item is drawn by the seed.</summary>
    public PumpedWorkScheduler(ulong seed)
    {
        _draws = true;
        _random = seed;
    }

    /// <summary>How many items wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _inOrder.Count + _drawn.Count;
        }
    }

    public void Schedule(IThreadPoolWorkItem item)
    {
        lock (_gate)
        {
            if (_draws)
                _drawn.Add(item);
            else
                _inOrder.Enqueue(item);
        }
    }

    /// <summary>Runs one item on this thread.</summary>
    /// <returns>Whether there was one.</returns>
    public bool RunOne()
    {
        if (Next() is not { } item)
            return false;
        using var _ = new WithoutCallersContext();
        item.Execute();
        return true;
    }

    /// <summary>Runs items until none waits.</summary>
    /// <returns>How many ran.</returns>
    public int RunUntilIdle()
    {
        var ran = 0;
        while (RunOne())
            ran++;
        return ran;
    }

    private IThreadPoolWorkItem? Next()
    {
        lock (_gate)
        {
            if (!_draws)
                return _inOrder.TryDequeue(out var first) ? first : null;
            if (_drawn.Count == 0)
                return null;
            var index = (int)(Draw() % (ulong)_drawn.Count);
            var item = _drawn[index];
            _drawn[index] = _drawn[^1];
            _drawn.RemoveAt(_drawn.Count - 1);
            return item;
        }
    }

    /// <summary>SplitMix64, written out so that a seed means the same on every runtime.</summary>
    private ulong Draw()
    {
        _random += 0x9E3779B97F4A7C15;
        var z = _random;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
