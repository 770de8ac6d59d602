using System.Collections.Immutable;
using MatchGrid.Api.Problems;
using MatchGrid.Feed;
using MatchGrid.Journals;
using MatchGrid.Partners;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Api.Feed;

/// <summary>Reads all partitions of the feed from a cursor on, as one reader sees them.</summary>
public sealed class FeedReader(IGrainFactory grains, IJournalStore journal, GridOptions grid, LocalCatalogue catalogue)
{
    /// <summary>Entries looked at for one page: a filter that lets little through ends a page early.</summary>
    private const int MostScanned = 20_000;

    public int Partitions => grid.FeedPartitions;

    public string Epoch => journal.Epoch;

    /// <summary>A cursor as somebody gives it: none for the oldest that is kept, <c>latest</c> for what comes from now on.</summary>
    public async Task<(FeedCursor? Cursor, Problem? Problem)> FindAsync(string? after)
    {
        if (string.IsNullOrEmpty(after))
            return (FeedCursor.Start(Epoch, Partitions), null);
        if (after == "latest")
            return (new(Epoch, [.. (await PagesAsync(FeedCursor.Start(Epoch, Partitions), 1)).Select(page => page.Last)]), null);
        if (FeedCursor.Read(after, Partitions) is not { } cursor)
            return (null, Problem.Of(ApiCodes.InvalidCursor, "after is a cursor as this feed gave it, or latest; leave it out to begin with the oldest event kept.", "after"));
        return cursor.Epoch == Epoch ? (cursor, null) : (null, Replaced());
    }

    /// <summary>The next events, at most so many, and where to go on.</summary>
    public async Task<FeedSlice> ReadAsync(FeedCursor cursor, PartnerLens lens, FeedFilter filter, int most)
    {
        var seen = new List<SeenEvent>(Math.Min(most, FeedDecider.MostPerPage));
        var scanned = 0;
        while (true)
        {
            var pages = await PagesAsync(cursor, Math.Min(most, FeedDecider.MostPerPage));
            if (pages.Any(page => page.StartOver))
                return FeedSlice.Refused(Replaced());
            if (pages.Any(page => cursor.Positions[page.Partition] >= 0 && page.Oldest > cursor.Positions[page.Partition] + 1))
                return FeedSlice.Refused(Expired());

            var (next, taken) = Take(cursor, pages, lens, filter, seen, most);
            (cursor, scanned) = (next, scanned + taken);
            var more = pages.Any(page => page.Last > Math.Max(0, next.Positions[page.Partition]));
            if (!more || taken == 0 || seen.Count >= most || scanned >= MostScanned)
                return new(seen, cursor, more, Problem: null);
        }
    }

    public Problem Expired() => Problem.Of(
        ApiCodes.CursorExpired, "Events after this cursor are kept no longer. The cursor given here begins with the oldest that are.")
        with { Epoch = Epoch, Cursor = FeedCursor.Start(Epoch, Partitions).ToString() };

    private Problem Replaced() => Problem.Of(
        ApiCodes.FeedReplaced, "This cursor is of another history: an older backup was restored. What came after it may not have happened.")
        with { Epoch = Epoch, Cursor = FeedCursor.Start(Epoch, Partitions).ToString() };

    // The partitions merged by time; each stays in its own order.
    private (FeedCursor Next, int Taken) Take(FeedCursor cursor, FeedPage[] pages, PartnerLens lens, FeedFilter filter, List<SeenEvent> seen, int most)
    {
        var positions = cursor.Positions.ToArray();
        var indexes = new int[pages.Length];
        var taken = 0;
        // A partition whose page is used up may have an older entry on its next page.
        while (seen.Count < most && Earliest(pages, indexes) is { } partition)
        {
            var entry = pages[partition].Entries[indexes[partition]++];
            positions[partition] = entry.Number;
            taken++;
            if (lens.See(Epoch, partition, entry) is { } shown && catalogue.Find(shown.Sku) is var facts && filter.Wants(shown, facts))
                seen.Add(new(shown, facts, partition, new(cursor.Epoch, [.. positions])));
        }

        return (new(cursor.Epoch, [.. positions]), taken);
    }

    private static int? Earliest(FeedPage[] pages, int[] indexes)
    {
        int? earliest = null;
        for (var partition = 0; partition < pages.Length; partition++)
        {
            var page = pages[partition];
            if (indexes[partition] == page.Entries.Length)
            {
                if (page.Entries.Length > 0 && page.Entries[^1].Number < page.Last)
                    return null;
                continue;
            }

            if (earliest is not { } best || page.Entries[indexes[partition]].Event.At < pages[best].Entries[indexes[best]].Event.At)
                earliest = partition;
        }

        return earliest;
    }

    private Task<FeedPage[]> PagesAsync(FeedCursor cursor, int most) => Task.WhenAll(cursor.Positions.Select((position, partition) =>
        grains.GetGrain<IFeedGrain>($"{partition}").ReadAsync(cursor.Epoch, Math.Max(0, position), most)));
}

/// <summary>An event that the reader may see and wants.</summary>
/// <param name="Cursor">After it.</param>
public sealed record SeenEvent(PartnerEvent Event, SkuFacts? Facts, int Partition, FeedCursor Cursor);

/// <param name="Cursor">After everything looked at, whether it was wanted or not.</param>
/// <param name="More">There is more already.</param>
/// <param name="Problem">Why there is nothing: the cursor is none of this feed, or too old.</param>
public sealed record FeedSlice(IReadOnlyList<SeenEvent> Events, FeedCursor? Cursor, bool More, Problem? Problem)
{
    public static FeedSlice Refused(Problem problem) => new([], null, More: false, problem);
}
