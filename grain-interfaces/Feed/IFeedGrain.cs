using MatchGrid.Identifiers;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Feed;

/// <summary>One partition of the ordered match events. Key: its number.</summary>
[Alias("mg.IFeedGrain")]
public interface IFeedGrain : INotified, IWakeable
{
    /// <summary>
    /// Entries after a number, at most <paramref name="most"/> (1 to 1,000). They begin with the oldest that is kept when the number is
    /// further back: <see cref="FeedPage.First"/> shows what is lost. An epoch other than the feed's own, or a number yet to come, counts as
    /// number 0, and <see cref="FeedPage.StartOver"/> says so.
    /// </summary>
    Task<FeedPage> ReadAsync(string? epoch, long after, int most);

    /// <summary>Subscribes a host; must be repeated every minute (it expires after three).</summary>
    Task SubscribeAsync(IFeedObserver observer);

    /// <summary>Region to feed: tell the demand inside, whatever was told before.</summary>
    [OneWay]
    Task AskDemandAsync(RegionId region);

    Task UnsubscribeAsync(IFeedObserver observer);
}

/// <summary>A host that follows the feed live.</summary>
/// <remarks>It waits for <see cref="Journals.ITelling.ToOutsideAsync"/> before it tells the outside.</remarks>
[Alias("mg.IFeedObserver")]
public interface IFeedObserver : IGrainObserver
{
    /// <summary>New entries of a partition, in order; a gap in the numbers means: read what is missing.</summary>
    [OneWay]
    Task AppendedAsync(FeedPage page);
}
