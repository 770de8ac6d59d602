using System.Collections.Concurrent;
using MatchGrid.Api.Pharmacies;
using MatchGrid.Api.Startup;
using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Skus;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>
/// Pharmacies that watch their holds, and the lines they are asked to confirm: told each list whole when an event of theirs passes by in the feed, and
/// looked at once a minute in any case.
/// </summary>
public sealed partial class HoldWatchers(
    FeedFollower feed, IHubContext<LiveHub> hub, IGrainFactory grains, LocalCatalogue skus, ITelling telling, ApiLimits limits, TimeProvider time, ILogger<HoldWatchers> log)
    : BackgroundService
{
    private const int MostToConfirm = 100;

    private readonly ConcurrentDictionary<string, Watcher> watchers = [];
    private readonly ConcurrentDictionary<PharmacyId, bool> changed = [];

    /// <summary>The list as it is comes with the next round.</summary>
    public void Watch(HubCallerContext context, PharmacyId pharmacy)
    {
        var watcher = new Watcher(new(hub.Clients.Client(context.ConnectionId), context.Abort), pharmacy);
        if (watchers.TryAdd(context.ConnectionId, watcher))
            feed.Follow();
        else
            watchers[context.ConnectionId] = watcher;
        changed[pharmacy] = true;
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
            var now = time.GetUtcNow();
            var all = now >= allAt;
            if (all)
                allAt = now + limits.RenewEvery;
            var pharmacies = changed.Keys.ToHashSet();
            foreach (var pharmacy in pharmacies)
                changed.TryRemove(pharmacy, out _);
            foreach (var watcher in watchers.Values.Where(watcher => all || pharmacies.Contains(watcher.Pharmacy)))
                await TryTellAsync(watcher, now);
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

    private async Task TryTellAsync(Watcher watcher, DateTimeOffset now)
    {
        try
        {
            await TellAsync(watcher, now);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogFailed(failed);
        }
    }

    /// <summary>Sends the list when it differs from the last one sent; a client that still takes that one is told in a later round.</summary>
    private async Task TellAsync(Watcher watcher, DateTimeOffset now)
    {
        if (!watcher.Client.IsFree(now, limits.SendTimeout))
        {
            changed[watcher.Pharmacy] = true;
            return;
        }

        var holds = await grains.GetGrain<IPharmacyGrain>(watcher.Pharmacy.Value).GetHoldsAsync();
        if (watcher.Last is { } last && last.SequenceEqual(holds))
        {
            await TellConfirmAsync(watcher, now);
            return;
        }

        await telling.ToOutsideAsync();
        watcher.Last = [.. holds];
        watcher.Client.Send(LivePush.Holds.Method, HoldsAnswer.Of(watcher.Last, skus), now);
        changed[watcher.Pharmacy] = true; // what to confirm comes with the next round
    }

    private async Task TellConfirmAsync(Watcher watcher, DateTimeOffset now)
    {
        var confirm = ConfirmationsAnswer.Of(await grains.GetGrain<IPharmacyGrain>(watcher.Pharmacy.Value).GetToConfirmAsync(MostToConfirm), skus);
        if (confirm.AsksLike(watcher.Confirm))
            return;
        await telling.ToOutsideAsync();
        watcher.Confirm = confirm;
        watcher.Client.Send(LivePush.Confirm.Method, confirm, now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A list of holds was not told; the next change, or minute, tells it")]
    private partial void LogFailed(Exception cause);

    private sealed class Watcher(LiveClient client, PharmacyId pharmacy)
    {
        public LiveClient Client => client;

        public PharmacyId Pharmacy => pharmacy;

        public IReadOnlyList<HoldView>? Last { get; set; }

        public ConfirmationsAnswer? Confirm { get; set; }
    }
}
