using System.Collections.Concurrent;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Startup;
using MatchGrid.Journals;
using MatchGrid.Partners;
using MatchGrid.Silo;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Api.Webhooks;

/// <summary>Keeps a runner for each webhook that is this host's to look after, wakes them when the feed has something new, and notes what they report.</summary>
public sealed partial class WebhookDispatcher(
    WebhookTools tools, FeedNews news, FeedAccess access, GridShare share, ApiLimits limits, ILogger<WebhookDispatcher> log) : BackgroundService
{
    private static readonly TimeSpan GrantsEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAgainEvery = TimeSpan.FromMilliseconds(500);

    // Changes may come in at another host.
    private static readonly TimeSpan ListSharedEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, WebhookRunner> runners = new(StringComparer.Ordinal);

    /// <summary>Takes a subscription as it is now: new, changed or gone. One that another host looks after is left to it.</summary>
    public async Task TakeAsync(string id)
    {
        if (!share.IsMine(id))
        {
            if (runners.TryRemove(id, out var others))
                others.Stop();
        }
        else if (await tools.Grains.GetGrain<IPartnerGrain>(id).GetAsync() is not { } view)
        {
            if (runners.TryRemove(id, out var gone))
                gone.Stop();
        }
        else if (runners.TryGetValue(id, out var known))
        {
            known.Take(view);
        }
        else
        {
            runners.TryAdd(id, new(tools, view, await access.LensOfAsync(view.Partner)));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var following = news.Follow();
        var (listAt, grantsAt, reportAt) = (DateTimeOffset.MinValue, DateTimeOffset.MinValue, DateTimeOffset.MinValue);
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = news.Next;
            try
            {
                await tools.Tail.RefreshAsync();
                var now = tools.Time.GetUtcNow();
                if (Due(ref listAt, now, share.Count == 1 ? limits.RenewEvery : ListSharedEvery))
                    await ListAsync();
                if (Due(ref grantsAt, now, GrantsEvery))
                    await GrantsAsync();
                foreach (var runner in runners.Values)
                    runner.Kick(now);
                if (Due(ref reportAt, now, tools.Options.ReportEvery))
                    await ReportAsync();
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                LogFailed(failed);
            }

            try
            {
                await news.WaitAsync(next, LookAgainEvery, stoppingToken);
                await Task.Delay(limits.StreamEvery, tools.Time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        foreach (var runner in runners.Values)
            runner.Stop();
        await TryReportAsync();
    }

    private static bool Due(ref DateTimeOffset at, DateTimeOffset now, TimeSpan period)
    {
        if (now < at)
            return false;
        at = now + period;
        return true;
    }

    private async Task ListAsync()
    {
        foreach (var webhook in await tools.Grains.GetGrain<IWebhookListGrain>("all").GetAsync())
            await TakeAsync(webhook.Id);
    }

    private async Task GrantsAsync()
    {
        foreach (var partner in runners.Values.GroupBy(runner => runner.Partner))
        {
            var lens = await access.LensOfAsync(partner.Key);
            foreach (var runner in partner)
                runner.Take(lens);
        }
    }

    private async Task ReportAsync()
    {
        foreach (var (id, runner) in runners)
        {
            if (runner.TakeReport() is var (report, version))
                await tools.Grains.GetGrain<IPartnerGrain>(id).ReportAsync(report, version);
            if (runner.IsGone && (await tools.Grains.GetGrain<IPartnerGrain>(id).PauseAsync(runner.Partner, WebhookDecider.ByReceiver)).IsDone)
                await TakeAsync(id);
        }
    }

    private async Task TryReportAsync()
    {
        try
        {
            await ReportAsync();
        }
        catch (Exception failed) when (failed is OrleansException or JournalFailedException or TimeoutException or InvalidOperationException)
        {
            LogFailed(failed); // as much is sent again after the next start
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks could not be looked after; the next round tries again")]
    private partial void LogFailed(Exception cause);
}
