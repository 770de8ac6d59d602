using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Feed;

/// <summary>Entries that moved out of a partition, still to be read. Key: <c>PARTITION.FIRST</c>, the number of its oldest entry.</summary>
[Alias("mg.IFeedSegmentGrain")]
public interface IFeedSegmentGrain : INotified, IWakeable
{
    /// <summary>Entries after a number; none when they have not come yet, or are kept no longer.</summary>
    Task<ImmutableArray<FeedEntry>> ReadAsync(long after, int most);
}
