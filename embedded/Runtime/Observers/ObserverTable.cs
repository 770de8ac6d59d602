using System.Collections.Concurrent;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>The objects outside that grains can call.</summary>
internal sealed class ObserverTable(EmbeddedEngine engine, int queueLimit)
{
    private readonly ConcurrentDictionary<Type, ReferenceType> _types = [];
    private readonly ConcurrentDictionary<string, ObserverQueue> _queues = new(StringComparer.Ordinal);
    private long _last;

    public GrainProxy Add(Type interfaceType, IGrainObserver observer)
    {
        var type = _types.GetOrAdd(interfaceType, static (type, engine) => new(engine, type, grainClass: null), engine);
        var reference = type.To($"{Interlocked.Increment(ref _last)}");
        _queues[reference.Key] = new(engine, observer, queueLimit);
        return reference;
    }

    public void Remove(IGrainObserver reference)
    {
        if (reference is not GrainProxy { IsObserver: true } proxy)
            throw new ArgumentException("This is not a reference made by CreateObjectReference.", nameof(reference));
        _queues.TryRemove(proxy.Key, out _);
    }

    public bool Contains(string key) => _queues.ContainsKey(key);

    /// <summary>Queues a call. An observer whose queue is full is gone from then on.</summary>
    public void Deliver(GrainCall<NoResult> call)
    {
        var key = call.Target.Key;
        if (!_queues.TryGetValue(key, out var queue) || queue.TryEnqueue(call))
            return;
        if (_queues.TryRemove(key, out _))
            engine.Log.ObserverDropped(call.Target.GrainId, queueLimit);
    }
}
