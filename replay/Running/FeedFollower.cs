using MatchGrid.Feed;
using MatchGrid.Identifiers;

namespace MatchGrid.Replay.Running;

/// <summary>
/// Follows the feed live and collects whose requests something happened to, as a push service would to wake their phones. What happened
/// they read in their own inbox.
/// </summary>
internal sealed class FeedFollower(int partitions) : IFeedObserver
{
    private readonly (string? Epoch, long Number)[] cursors = new (string?, long)[partitions];
    private readonly bool[] behind = new bool[partitions];
    private List<RequestId> told = [];

    /// <summary>The last entry seen of a partition.</summary>
    public (string? Epoch, long Number) CursorOf(int partition) => cursors[partition];

    /// <summary>Partitions of which something was missed, in order.</summary>
    public IEnumerable<int> Behind => Enumerable.Range(0, behind.Length).Where(partition => behind[partition]);

    /// <summary>Entries that were missed are no longer kept: everybody must look for themselves.</summary>
    public bool LostEntries { get; private set; }

    /// <summary>Starts after the newest entry: what came before is not told.</summary>
    public void StartAfter(FeedPage page) => (cursors[page.Partition], LostEntries) = ((page.Epoch, page.Last), false);

    public Task AppendedAsync(FeedPage page)
    {
        Take(page);
        return Task.CompletedTask;
    }

    /// <summary>Takes what follows the last entry seen; a page that begins later says that something is missing.</summary>
    public void Take(FeedPage page)
    {
        ref var cursor = ref cursors[page.Partition].Number;
        foreach (var entry in page.Entries)
        {
            if (entry.Number <= cursor)
                continue;
            if (entry.Number > cursor + 1 && page.First <= cursor + 1)
            {
                behind[page.Partition] = true;
                return;
            }

            LostEntries |= entry.Number > cursor + 1;

            cursor = entry.Number;
            if (entry.Event.IsOfRequest)
                told.Add(entry.Event.Request);
        }

        behind[page.Partition] = page.Last > cursor;
    }

    public bool HasTold => told.Count > 0;

    /// <summary>Whose requests something happened to since this was last called.</summary>
    public IReadOnlyList<RequestId> TakeTold()
    {
        if (told.Count == 0)
            return [];
        var taken = told;
        told = [];
        return taken;
    }
}
