using System.Collections.Concurrent;
using MatchGrid.Api.Pharmacies;
using MatchGrid.Api.Startup;
using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Pharmacies;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>
/// Pharmacies that watch their holds: told the whole list when an event of theirs passes by in the feed, and looked at once a minute in any case.
/// </summary>
public sealed partial class HoldWatchers(
    FeedFollower feed, IHubContext<LiveHub> hub, IGrainFactory grains, ITelling telling, ApiLimits limits, TimeProvider time, ILogger<HoldWatchers> log)
    : BackgroundService
{
    private readonly ConcurrentDictionary<string, Watcher> watchers = [];
    private readonly ConcurrentDictionary<PharmacyId, bool> changed = [];

    public async Task WatchAsync(string connectionId, PharmacyId pharmacy)
    {
        var watcher = new Watcher(pharmacy);
        if (watchers.TryAdd(connectionId, watcher))
            feed.Follow();
        else
            watchers[connectionId] = watcher;
        await TellAsync(connectionId, watcher);
    }

    public void Leave(string connectionId)
    {
        if (watchers.TryRemove(connectionId, out _))
            feed.Unfollow();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        feed.Listen(Keep);
        using var timer = new PeriodicTimer(limits.FeedEvery, time);
        var allAt = time.GetUtcNow() + limits.RenewEvery;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var all = time.GetUtcNow() >= allAt;
            if (all)
                allAt = time.GetUtcNow() + limits.RenewEvery;
            var now = changed.Keys.ToHashSet();
            foreach (var pharmacy in now)
                changed.TryRemove(pharmacy, out _);
            foreach (var (connection, watcher) in watchers)
            {
                if (all || now.Contains(watcher.Pharmacy))
                    await TryTellAsync(connection, watcher);
            }
        }
    }

    private void Keep(FeedPage page)
    {
        if (watchers.IsEmpty)
            return;
        foreach (var entry in page.Entries)
        {
            if (entry.Event.Pharmacy is { } pharmacy)
                changed[pharmacy] = true;
        }
    }

    private async Task TryTellAsync(string connection, Watcher watcher)
    {
        try
        {
            await TellAsync(connection, watcher);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogFailed(failed);
        }
    }

    /// <summary>Sends the list when it differs from the last one sent; a client that still takes the last one is passed over until it changes again.</summary>
    private async Task TellAsync(string connection, Watcher watcher)
    {
        if (!watcher.Sending.IsCompleted)
        {
            changed[watcher.Pharmacy] = true;
            return;
        }

        var holds = await grains.GetGrain<IPharmacyGrain>(watcher.Pharmacy.Value).GetHoldsAsync();
        if (watcher.Last is { } last && last.SequenceEqual(holds))
            return;
        await telling.ToOutsideAsync();
        watcher.Last = [.. holds];
        watcher.Sending = hub.Clients.Client(connection).SendAsync("holds", new HoldsAnswer([.. holds]));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A list of holds was not told; the next change, or minute, tells it")]
    private partial void LogFailed(Exception cause);

    private sealed class Watcher(PharmacyId pharmacy)
    {
        public PharmacyId Pharmacy => pharmacy;

        public IReadOnlyList<HoldView>? Last { get; set; }

        public Task Sending { get; set; } = Task.CompletedTask;
    }
}
