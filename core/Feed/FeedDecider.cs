using System.Collections.Immutable;
using MatchGrid.Messages;
using MatchGrid.Regions;

namespace MatchGrid.Feed;

/// <summary>What a feed partition decides. Pure: state and letters in, events out.</summary>
public static class FeedDecider
{
    /// <summary>Entries of one page.</summary>
    public const int MostPerPage = 1_000;

    /// <summary>Enters what a request's letters record. What is too many or too old goes a quarter of what is kept at a time.</summary>
    /// <param name="partition">Which one this is.</param>
    /// <param name="regions">The crisis regions of this moment: each event says in which its request stands.</param>
    public static IReadOnlyList<FeedEvent> Receive(FeedState state, IEnumerable<Letter> letters, GridOptions options, int partition, RegionMap regions)
    {
        ImmutableArray<MatchEvent> events =
        [
            .. letters.Select(letter => letter.Body).OfType<Recorded>().SelectMany(record => record.Events).Select(one => In(regions, one)),
        ];
        if (events.IsEmpty)
            return [];
        var first = FirstKept(state, events, options);
        if (first <= state.First)
            return [new EventsEntered(events)];

        // What is too old, or goes beyond the segments, is nowhere any more; the rest moves to segments.
        var oldest = events[^1].At - options.FeedKeptFor;
        var young = options.FeedSegments == 0 ? first : Math.Min(first, state.Entries.FirstOrDefault(entry => entry.Event.At >= oldest)?.Number ?? first);
        List<FeedEvent> decided = [new EventsEntered(events)];
        if (young > state.First)
            decided.Add(new FeedTrimmed(young));
        var more = (int)((first - young + MostPerPage - 1) / MostPerPage);
        if (more > 0)
            decided.Add(new EntriesMoved(partition, first));
        var gone = Math.Max(state.Segments.FindLastIndex(segment => segment.LastAt < oldest) + 1, state.Segments.Count + more - options.FeedSegments);
        if (gone > 0 && state.Segments.Count > 0)
            decided.Add(new SegmentsForgotten(partition, state.Segments[Math.Min(gone, state.Segments.Count) - 1].Last + 1));
        return decided;
    }

    private static MatchEvent In(RegionMap regions, MatchEvent one) =>
        !regions.IsEmpty && one.Standing is { } standing && regions.At(standing.Place) is { Length: > 0 } around ? one with { Regions = around } : one;

    private static long FirstKept(FeedState state, ImmutableArray<MatchEvent> events, GridOptions options)
    {
        var first = state.Entries.Count + events.Length <= options.FeedKept + (options.FeedKept / 4)
            ? state.First
            : state.Last + events.Length - options.FeedKept + 1;
        var oldest = events[^1].At - options.FeedKeptFor;
        if (state.Entries.Count == 0 || state.Entries[0].Event.At >= oldest - (options.FeedKeptFor / 4))
            return first;
        var young = state.Entries.FirstOrDefault(entry => entry.Event.At >= oldest)?.Number ?? state.Last + 1;
        return Math.Max(first, young);
    }

    /// <summary>Entries after a number. Another epoch, or a number that is yet to come, belongs to another feed: then from the oldest kept.</summary>
    /// <param name="own">The grid's epoch.</param>
    /// <param name="epoch">The epoch that the number is of.</param>
    /// <param name="most">1 to <see cref="MostPerPage"/>; beyond, the nearest of these.</param>
    public static FeedPage Page(FeedState state, int partition, string own, string? epoch, long after, int most)
    {
        var goesOn = epoch == own && after <= state.Last;
        ImmutableArray<FeedEntry> entries = [.. state.After(goesOn ? after : 0, Math.Clamp(most, 1, MostPerPage))];
        return new(partition, state.First, state.Last, entries, own, StartOver: !goesOn && after > 0, state.Oldest);
    }
}
