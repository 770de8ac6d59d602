using MatchGrid.Feed;
using MatchGrid.Journals;
using Orleans;

namespace MatchGrid.Api.Webhooks;

/// <summary>
/// The newest entries of every partition, read once for all webhooks of this host, and only when they may be told outside. Whoever is further back
/// reads the feed itself.
/// </summary>
public sealed class FeedTail(IGrainFactory grains, IJournalStore journal, GridOptions grid, ITelling telling)
{
    private const int Most = 4_096;

    private readonly FeedEntry[][] tails = [.. Enumerable.Repeat(Array.Empty<FeedEntry>(), grid.FeedPartitions)];
    private readonly long[] lasts = [.. Enumerable.Repeat(-1L, grid.FeedPartitions)];

    public string Epoch => journal.Epoch;

    public int Partitions => tails.Length;

    /// <summary>Takes in what is new.</summary>
    public async Task RefreshAsync()
    {
        var pages = await Task.WhenAll(Enumerable.Range(0, tails.Length).Select(ReadNewAsync));
        await telling.ToOutsideAsync();
        for (var partition = 0; partition < tails.Length; partition++)
        {
            if (pages[partition] is not { } page)
                continue;
            FeedEntry[] tail = [.. tails[partition], .. page.Entries];
            Volatile.Write(ref tails[partition], tail.Length > Most ? tail[^Most..] : tail);
            Volatile.Write(ref lasts[partition], page.Entries.IsEmpty ? page.Last : page.Entries[^1].Number);
        }
    }

    /// <summary>Number of the newest entry that may be sent.</summary>
    public long Last(int partition) => Math.Max(0, Volatile.Read(ref lasts[partition]));

    /// <summary>Entries after a number, as far as they are here; null when some before those are not.</summary>
    public ReadOnlyMemory<FeedEntry>? Find(int partition, long after)
    {
        if (after >= Last(partition))
            return ReadOnlyMemory<FeedEntry>.Empty;
        var tail = Volatile.Read(ref tails[partition]);
        if (tail.Length == 0 || tail[0].Number > after + 1)
            return null;
        return tail.AsMemory((int)(after + 1 - tail[0].Number));
    }

    private async Task<FeedPage?> ReadNewAsync(int partition)
    {
        var last = lasts[partition];
        // At the beginning only where it stands: what is older is read by those who need it.
        var page = await grains.GetGrain<IFeedGrain>($"{partition}").ReadAsync(journal.Epoch, last < 0 ? long.MaxValue : last, last < 0 ? 1 : FeedDecider.MostPerPage);
        return last < 0 ? page with { Entries = [] } : page.Entries.IsEmpty ? null : page;
    }
}
