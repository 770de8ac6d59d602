using Orleans;

namespace MatchGrid.Embedded;

/// <summary>The calls that wait for one observer. They run one after the other, in order.</summary>
internal sealed class ObserverQueue(EmbeddedEngine engine, IGrainObserver observer, int limit) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private readonly Queue<GrainCall<NoResult>> _calls = [];
    private bool _busy;

    /// <returns>False when the queue is full.</returns>
    public bool TryEnqueue(GrainCall<NoResult> call)
    {
        lock (_gate)
        {
            if (_calls.Count >= limit)
                return false;
            _calls.Enqueue(call);
            if (_busy)
                return true;
            _busy = true;
        }
        engine.Scheduler.Schedule(this);
        return true;
    }

    public void Execute()
    {
        for (var turns = 0; turns < engine.TurnsPerWorkItem; turns++)
        {
            GrainCall<NoResult>? call;
            lock (_gate)
            {
                if (!_calls.TryDequeue(out call))
                {
                    _busy = false;
                    return;
                }
            }
            var run = call.RunAsync(observer);
            if (!run.IsCompleted)
            {
                run.GetAwaiter().UnsafeOnCompleted(() => engine.Scheduler.Schedule(this));
                return;
            }
        }
        engine.Scheduler.Schedule(this);
    }
}
