using System.Collections.Concurrent;
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
/// Those who watch match events live: told in batches, the latest kept when there are more. Whoever is still taking the last batch misses this one.
/// </summary>
public sealed partial class FeedWatchers(
    FeedFollower feed, IHubContext<LiveHub> hub, LocalCatalogue skus, IGrainFactory grains, ITelling telling, ApiLimits limits, TimeProvider time,
    ILogger<FeedWatchers> log) : BackgroundService
{
    private readonly ConcurrentDictionary<string, Watcher> watchers = [];
    private readonly ConcurrentQueue<MatchEvent> waiting = [];

    public void Watch(HubCallerContext context, bool withPlaces)
    {
        if (watchers.TryAdd(context.ConnectionId, new(new(hub.Clients.Client(context.ConnectionId), context.Abort), withPlaces)))
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
        foreach (var entry in page.Entries)
            waiting.Enqueue(entry.Event);
        while (waiting.Count > limits.FeedBatch && waiting.TryDequeue(out _))
        {
            // Only the latest are shown.
        }
    }

    private async Task TellAsync()
    {
        var batch = new List<MatchEvent>();
        while (waiting.TryDequeue(out var next))
            batch.Add(next);
        if (batch.Count == 0 || watchers.IsEmpty)
            return;
        var shown = await ShowAsync(batch);
        var coarse = Array.ConvertAll(shown, one => one.WithoutPlace());
        await telling.ToOutsideAsync();
        var now = time.GetUtcNow();
        foreach (var watcher in watchers.Values.Where(watcher => watcher.Client.IsFree(now, limits.SendTimeout)))
            watcher.Client.Send("matchEvent", watcher.WithPlaces ? shown : coarse, now);
    }

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

    private sealed record Watcher(LiveClient Client, bool WithPlaces);
}
