using MatchGrid.Api.Live;

namespace MatchGrid.Api.Feed;

/// <summary>Wakes those who wait for the next event: all at once, without saying which it is.</summary>
public sealed class FeedNews(FeedFollower feed, TimeProvider time) : IHostedService
{
    /// <summary>Whoever waits looks again after this long even without news: a word that a host missed heals.</summary>
    public static readonly TimeSpan LooksAgainAfter = TimeSpan.FromSeconds(5);

    private TaskCompletionSource next = New();

    /// <summary>Completes with the next entry of any partition. Taken before one looks, so that nothing comes in between.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <summary>Follows the feed until disposed.</summary>
    public IDisposable Follow()
    {
        feed.Follow();
        return new Following(feed);
    }

    /// <summary>Waits for news, but no longer than so long.</summary>
    public async Task WaitAsync(Task news, TimeSpan longest, CancellationToken cancellation)
    {
        using var due = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var late = Task.Delay(longest, time, due.Token);
        await Task.WhenAny(news, late);
        await due.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        feed.Listen(_ => Interlocked.Exchange(ref next, New()).TrySetResult());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Following(FeedFollower feed) : IDisposable
    {
        public void Dispose() => feed.Unfollow();
    }
}
