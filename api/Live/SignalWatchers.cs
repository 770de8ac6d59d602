using System.Collections.Concurrent;
using MatchGrid.Api.Access;
using MatchGrid.Api.Signals;
using MatchGrid.Api.Startup;
using MatchGrid.Journals;
using Microsoft.AspNetCore.SignalR;

namespace MatchGrid.Api.Live;

/// <summary>
/// Those who watch unmet demand: told the whole list that they want when a signal passes by in the feed, and looked at once a minute in any case.
/// </summary>
public sealed partial class SignalWatchers(
    FeedFollower feed, IHubContext<LiveHub> hub, SignalBoard board, ITelling telling, ApiLimits limits, TimeProvider time, ILogger<SignalWatchers> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Watcher> watchers = [];
    private volatile bool isDue;

    /// <summary>The list as it is comes with the next round.</summary>
    public void Watch(HubCallerContext context, Caller caller, SignalFilter filter)
    {
        var watcher = new Watcher(new(hub.Clients.Client(context.ConnectionId), context.Abort), caller, filter);
        if (watchers.TryAdd(context.ConnectionId, watcher))
            feed.Follow();
        else
            watchers[context.ConnectionId] = watcher;
        isDue = true;
    }

    public void Leave(string connectionId)
    {
        if (watchers.TryRemove(connectionId, out _))
            feed.Unfollow();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        feed.Listen(page => isDue |= page.Entries.Any(entry => entry.Event.Unmet is not null));
        using var timer = new PeriodicTimer(limits.FeedEvery, time);
        var lookAt = time.GetUtcNow() + limits.RenewEvery;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetUtcNow();
            if (watchers.IsEmpty || (!isDue && now < lookAt))
                continue;
            (isDue, lookAt) = (false, now + limits.RenewEvery);
            try
            {
                await TellAsync(now);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                isDue = true;
                LogFailed(failed);
            }
        }
    }

    private async Task TellAsync(DateTimeOffset now)
    {
        var signals = await board.ReadAsync();
        foreach (var watcher in watchers.Values)
        {
            if (!watcher.Client.IsFree(now, limits.SendTimeout))
            {
                isDue = true; // told in a later round
                continue;
            }

            var shown = await board.ShowAsync(signals, watcher.Caller, watcher.Filter);
            if (watcher.Last is { } last && last.Signals.SequenceEqual(shown.Signals))
                continue;
            await telling.ToOutsideAsync();
            watcher.Last = shown;
            watcher.Client.Send("signals", shown, now);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Signals of unmet demand were not told; the next round tries again")]
    private partial void LogFailed(Exception cause);

    private sealed class Watcher(LiveClient client, Caller caller, SignalFilter filter)
    {
        public LiveClient Client => client;

        public Caller Caller => caller;

        public SignalFilter Filter => filter;

        public SignalsAnswer? Last { get; set; }
    }
}
