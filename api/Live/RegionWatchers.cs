using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using MatchGrid.Api.Outside;
using MatchGrid.Api.Regions;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Regions;
using MatchGrid.Silo;
using MatchGrid.Silo.Skus;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>
/// Those who watch crisis regions: told the newest figures when they change, at most four times a second, and each alarm. This host follows a region
/// while somebody here watches it; what it is told is written as JSON once, however many watch.
/// </summary>
public sealed partial class RegionWatchers(
    IHubContext<LiveHub> hub, IGrainFactory grains, LocalCatalogue skus, ITelling telling, GridShare share, ApiLimits limits, TimeProvider time,
    ILogger<RegionWatchers> log) : BackgroundService
{
    private readonly ConcurrentDictionary<RegionId, Followed> followed = [];
    private readonly SemaphoreSlim changed = new(0);
    private readonly JsonSerializerOptions json = Json();

    /// <summary>The figures as they are come at once.</summary>
    public void Watch(HubCallerContext context, RegionId region)
    {
        var one = followed.GetOrAdd(region, id => new(this, id, skus));
        one.Watchers[context.ConnectionId] = new(hub.Clients.Client(context.ConnectionId), context.Abort);
        one.IsNew = true;
        changed.Release();
    }

    public void Unwatch(string connectionId, RegionId region)
    {
        if (followed.TryGetValue(region, out var one))
            one.Watchers.TryRemove(connectionId, out _);
    }

    public void Leave(string connectionId)
    {
        foreach (var one in followed.Values)
            one.Watchers.TryRemove(connectionId, out _);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        share.Moved += (_, _) => FollowAnew();
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var one in followed.Values)
                await TryFollowAsync(one);
            await changed.WaitAsync(limits.RenewEvery, stoppingToken);
        }
    }

    private void FollowAnew()
    {
        foreach (var one in followed.Values)
            one.IsNew = true;
        changed.Release();
    }

    private static JsonSerializerOptions Json()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        OutsideJson.Configure(options);
        return options;
    }

    private async Task TryFollowAsync(Followed one)
    {
        var grain = grains.GetGrain<IRegionGrain>(one.Region.Value);
        one.Reference ??= grains.CreateObjectReference<IRegionObserver>(one);
        try
        {
            if (!one.Watchers.IsEmpty && (one.IsNew || time.GetUtcNow() - one.RenewedAt >= limits.RenewEvery / 2))
            {
                (one.IsNew, one.RenewedAt) = (false, time.GetUtcNow());
                await grain.SubscribeAsync(one.Reference);
            }
            else if (one.Watchers.IsEmpty && one.RenewedAt != default)
            {
                one.RenewedAt = default;
                await grain.UnsubscribeAsync(one.Reference);
            }
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogFailed(failed);
        }
    }

    private async Task TellAsync(Followed one, string method, object message)
    {
        await telling.ToOutsideAsync();
        var written = new WrittenJson(JsonSerializer.SerializeToUtf8Bytes(message, json));
        var now = time.GetUtcNow();
        lock (one)
        {
            foreach (var watcher in one.Watchers.Values.Where(watcher => watcher.IsFree(now, limits.SendTimeout)))
                watcher.Send(method, written, now);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A crisis region could not be followed; the next round tries again")]
    private partial void LogFailed(Exception cause);

    /// <summary>A region that somebody on this host watches.</summary>
    private sealed class Followed(RegionWatchers owner, RegionId region, LocalCatalogue skus) : IRegionObserver
    {
        public RegionId Region => region;

        public IRegionObserver? Reference { get; set; }

        public bool IsNew { get; set; }

        public DateTimeOffset RenewedAt { get; set; }

        public ConcurrentDictionary<string, LiveClient> Watchers { get; } = [];

        public Task FiguresAsync(RegionFigures figures) => owner.TellAsync(this, LivePush.RegionFigures.Method, FiguresAnswer.Of(figures, skus));

        public Task AlarmAsync(RegionId of, Alarm alarm) => owner.TellAsync(this, LivePush.RegionAlarm.Method, AlarmAnswer.Of(of, alarm, skus));
    }
}

/// <summary>A message that was written before, once for all who get it.</summary>
[JsonConverter(typeof(WrittenJsonConverter))]
internal sealed record WrittenJson(byte[] Utf8);

internal sealed class WrittenJsonConverter : JsonConverter<WrittenJson>
{
    public override WrittenJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    public override void Write(Utf8JsonWriter writer, WrittenJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8, skipInputValidation: true);
}
