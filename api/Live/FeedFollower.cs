using System.Collections.Immutable;
using MatchGrid.Api.Startup;
using MatchGrid.Feed;
using MatchGrid.Silo;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>Follows the feed's partitions while somebody on this host wants to know.</summary>
public sealed partial class FeedFollower(
    IGrainFactory grains, GridOptions grid, GridShare share, ApiLimits limits, TimeProvider time, ILogger<FeedFollower> log) : BackgroundService, IFeedObserver
{
    private static readonly TimeSpan FollowAgain = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim changed = new(0);
    private ImmutableList<Action<FeedPage>> listeners = [];
    private int followers;

    /// <summary>Adds a listener for good: it hears the new entries of a partition, each once or, after a loss, not at all.</summary>
    public void Listen(Action<FeedPage> listener) => ImmutableInterlocked.Update(ref listeners, (list, one) => list.Add(one), listener);

    public void Follow()
    {
        if (Interlocked.Increment(ref followers) == 1)
            changed.Release();
    }

    public void Unfollow()
    {
        if (Interlocked.Decrement(ref followers) == 0)
            changed.Release();
    }

    public Task AppendedAsync(FeedPage page)
    {
        foreach (var listener in listeners)
            listener(page);
        return Task.CompletedTask;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var reference = grains.CreateObjectReference<IFeedObserver>(this);
        var subscribed = false;
        share.Moved += (_, _) => changed.Release();
        while (!stoppingToken.IsCancellationRequested)
        {
            var wanted = Volatile.Read(ref followers) > 0;
            var wait = limits.RenewEvery;
            try
            {
                if (wanted)
                    await Task.WhenAll(Partitions().Select(partition => partition.SubscribeAsync(reference)));
                else if (subscribed)
                    await Task.WhenAll(Partitions().Select(partition => partition.UnsubscribeAsync(reference)));
                subscribed = wanted;
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                LogFailed(failed);
                wait = FollowAgain;
            }

            await WaitAsync(wait, stoppingToken);
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken stopping)
    {
        using var due = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var timer = time.CreateTimer(static due => ((CancellationTokenSource)due!).Cancel(), due, wait, Timeout.InfiniteTimeSpan);
        try
        {
            await changed.WaitAsync(due.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // Time to renew.
        }
    }

    private IEnumerable<IFeedGrain> Partitions() => Enumerable.Range(0, grid.FeedPartitions).Select(number => grains.GetGrain<IFeedGrain>($"{number}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed could not be followed; tried again in a second")]
    private partial void LogFailed(Exception cause);
}
