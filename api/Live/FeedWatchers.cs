using System.Collections.Concurrent;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Startup;
using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Partners;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Skus;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>
/// Those who watch match events live: told in batches, the latest kept when there are more. Whoever is still taking the last batch misses this one.
/// </summary>
public sealed partial class FeedWatchers(
    FeedFollower feed, IHubContext<LiveHub> hub, LocalCatalogue skus, IGrainFactory grains, ITelling telling, ApiLimits limits, TimeProvider time,
    FeedAccess access, IJournalStore journal, ILogger<FeedWatchers> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Watcher> watchers = [];
    private readonly ConcurrentQueue<(int Partition, FeedEntry Entry)> waiting = [];

    /// <param name="partner">Whose grants count; null for whoever may see all.</param>
    public void Watch(HubCallerContext context, string? partner)
    {
        if (watchers.TryAdd(context.ConnectionId, new(new(hub.Clients.Client(context.ConnectionId), context.Abort), partner)))
            feed.Follow();
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
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TellAsync();
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                LogFailed(failed);
            }
        }
    }

    private void Keep(FeedPage page)
    {
        foreach (var entry in page.Entries.Where(entry => entry.Event.IsOfRequest))
            waiting.Enqueue((page.Partition, entry));
        while (waiting.Count > limits.FeedBatch && waiting.TryDequeue(out _))
        {
            // Only the latest are shown.
        }
    }

    private async Task TellAsync()
    {
        var batch = new List<(int Partition, FeedEntry Entry)>();
        while (waiting.TryDequeue(out var next))
            batch.Add(next);
        if (batch.Count == 0 || watchers.IsEmpty)
            return;
        var shown = await ShowAsync([.. batch.Select(one => one.Entry.Event)]);
        var now = time.GetUtcNow();
        foreach (var reader in watchers.Values.Where(watcher => watcher.Client.IsFree(now, limits.SendTimeout)).GroupBy(watcher => watcher.Partner).ToList())
        {
            var events = reader.Key is { } partner ? Granted(await access.LensOfAsync(partner), batch, shown) : shown;
            await telling.ToOutsideAsync();
            foreach (var watcher in reader.Where(_ => events.Length > 0))
                watcher.Client.Send(LivePush.MatchEvent.Method, events, now);
        }
    }

    private LiveMatchEvent[] Granted(PartnerLens lens, List<(int Partition, FeedEntry Entry)> batch, LiveMatchEvent[] shown) =>
    [
        .. from one in batch.Zip(shown)
           let seen = lens.See(journal.Epoch, one.First.Partition, one.First.Entry)
           where seen is not null
           select seen.Coarse ? one.Second.WithoutPlace() with { At = seen.At, WaitedSeconds = seen.WaitedSeconds } : one.Second,
    ];

    private async Task<LiveMatchEvent[]> ShowAsync(List<MatchEvent> batch)
    {
        var ids = batch.Where(one => one.Pharmacy is not null).Select(one => one.Pharmacy!.Value).Distinct().ToList();
        var views = await Task.WhenAll(ids.Select(id => grains.GetGrain<IPharmacyGrain>(id.Value).GetAsync()));
        var profiles = ids.Zip(views).ToDictionary(pair => pair.First, pair => pair.Second?.Profile);
        return [.. batch.Select(one =>
        {
            var profile = one.Pharmacy is { } id ? profiles[id] : null;
            return new LiveMatchEvent(
                one.Kind, one.At, skus.Find(one.Sku)?.Name, one.Quantity, one.WaitedSeconds, profile?.Name, profile?.Place.Latitude, profile?.Place.Longitude);
        })];
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of match events was not told")]
    private partial void LogFailed(Exception cause);

    private sealed record Watcher(LiveClient Client, string? Partner);
}
