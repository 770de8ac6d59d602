using System.Collections.Immutable;
using MatchGrid.Messages;

namespace MatchGrid.Feed;

/// <summary>What a feed partition decides. Pure: state and letters in, events out.</summary>
public static class FeedDecider
{
    /// <summary>Entries of one page.</summary>
    public const int MostPerPage = 1_000;

    /// <summary>Enters what a request's letters record. What is too old goes a quarter of what is kept at a time.</summary>
    public static IReadOnlyList<FeedEvent> Receive(FeedState state, IEnumerable<Letter> letters, GridOptions options)
    {
        ImmutableArray<MatchEvent> events = [.. letters.Select(letter => letter.Body).OfType<Recorded>().SelectMany(record => record.Events)];
        if (events.IsEmpty)
            return [];
        var count = state.Entries.Count + events.Length;
        return count <= options.FeedKept + (options.FeedKept / 4)
            ? [new EventsEntered(events)]
            : [new EventsEntered(events), new FeedTrimmed(state.Last + events.Length - options.FeedKept + 1)];
    }

    /// <summary>Entries after a number.</summary>
    /// <param name="most">1 to <see cref="MostPerPage"/>; beyond, the nearest of these.</param>
    public static FeedPage Page(FeedState state, int partition, long after, int most) =>
        new(partition, state.First, state.Last, [.. state.After(after, Math.Clamp(most, 1, MostPerPage))]);
}
