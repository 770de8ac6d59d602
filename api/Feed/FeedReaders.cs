using System.Collections.Concurrent;
using MatchGrid.Api.Startup;

namespace MatchGrid.Api.Feed;

/// <summary>How many readers wait or stream: of one caller, and all together.</summary>
public sealed class FeedReaders(ApiLimits limits)
{
    private readonly ConcurrentDictionary<string, int> readers = new(StringComparer.Ordinal);
    private int all;

    /// <summary>A place until disposed; null when there is none.</summary>
    public IDisposable? TryEnter(string caller)
    {
        if (Interlocked.Increment(ref all) > limits.FeedReaders)
        {
            Interlocked.Decrement(ref all);
            return null;
        }

        if (readers.AddOrUpdate(caller, 1, (_, count) => count + 1) <= limits.FeedReadersPerCaller)
            return new Place(this, caller);
        Leave(caller);
        return null;
    }

    private void Leave(string caller)
    {
        Interlocked.Decrement(ref all);
        if (readers.AddOrUpdate(caller, 0, (_, count) => count - 1) == 0)
            readers.TryRemove(new(caller, 0));
    }

    private sealed class Place(FeedReaders readers, string caller) : IDisposable
    {
        public void Dispose() => readers.Leave(caller);
    }
}
