using System.Collections.Immutable;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans.Concurrency;

namespace MatchGrid.Feed;

/// <summary>Entries that moved out of a partition of the feed.</summary>
[Reentrant]
public sealed class FeedSegmentGrain(JournalServices services)
    : JournalledGrain<FeedSegmentState, FeedSegmentEvent>(services, FeedJson.SegmentCodec, Addresses.FeedSegment), IFeedSegmentGrain
{
    /// <summary>What was forgotten is to leave the disk.</summary>
    protected override int LastSnapshotRows => 1;

    public async Task<ImmutableArray<FeedEntry>> ReadAsync(long after, int most)
    {
        ImmutableArray<FeedEntry> entries = [.. State.Entries.SkipWhile(entry => entry.Number <= after).Take(most)];
        await ToldAsync();
        return entries;
    }

    // Mostly nobody comes for it.
    protected override void OnCommitted(IReadOnlyList<FeedSegmentEvent> events) => DeactivateOnIdle();

    protected override IReadOnlyList<FeedSegmentEvent> Receive(string from, Letter letter) => letter.Body switch
    {
        FeedMoved moved when !State.IsForgotten => [new SegmentFilled(moved.Entries)],
        FeedForgotten when !State.IsForgotten => [new SegmentForgotten()],
        _ => [],
    };
}
