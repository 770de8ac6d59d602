using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Feed;

/// <summary>One partition of the ordered match events. Key: its number.</summary>
[Alias("mg.IFeedGrain")]
public interface IFeedGrain : INotified, IWakeable
{
    /// <summary>Entries after a number, at most <paramref name="most"/> (1 to 1,000).</summary>
    Task<FeedPage> ReadAsync(long after, int most);

    /// <summary>Subscribes a host; must be repeated every minute (it expires after three).</summary>
    Task SubscribeAsync(IFeedObserver observer);

    Task UnsubscribeAsync(IFeedObserver observer);
}

/// <summary>A host that follows the feed live.</summary>
[Alias("mg.IFeedObserver")]
public interface IFeedObserver : IGrainObserver
{
    /// <summary>New entries of a partition, in order; a gap in the numbers means: read what is missing.</summary>
    [OneWay]
    Task AppendedAsync(FeedPage page);
}
