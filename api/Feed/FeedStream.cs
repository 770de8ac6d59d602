using System.Runtime.CompilerServices;
using System.Text.Json;
using MatchGrid.Api.Access;
using MatchGrid.Api.Outside;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Journals;
using MatchGrid.Partners;
using Microsoft.AspNetCore.Authentication;

namespace MatchGrid.Api.Feed;

/// <summary>The feed as server-sent events: each with the cursor after it as its id. What is granted is looked up again before each part.</summary>
internal sealed class FeedStream(FeedCursor start, Caller caller, FeedFilter filter, IDisposable place) : IResult
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var _ = place;
        httpContext.Features.Get<AdmissionPlace>()?.Leave();
        var services = httpContext.RequestServices;
        var time = services.GetRequiredService<TimeProvider>();
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        using var timer = time.CreateTimer(static ends => ((CancellationTokenSource)ends!).Cancel(), ends, LifeOf(httpContext, time), Timeout.InfiniteTimeSpan);
        var response = httpContext.Response;
        response.ContentType = "text/event-stream";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await response.WriteAsync("retry: 1000\n\n", ends.Token);
            await foreach (var part in FeedParts.ReadAsync(services, start, caller, filter, ends.Token))
            {
                if (part.Problem is { } problem)
                    await response.WriteAsync($"event: problem\ndata: {JsonSerializer.Serialize(problem, OutsideJson.Default.Problem)}\n\n", ends.Token);
                else if (part.Events.Count == 0)
                    await response.WriteAsync($"id: {part.Cursor}\nevent: alive\ndata: {{}}\n\n", ends.Token);
                foreach (var one in part.Events)
                    await response.WriteAsync($"id: {one.Cursor}\nevent: match\ndata: {JsonSerializer.Serialize(FeedMessage.Of(one), OutsideJson.Default.FeedMessage)}\n\n", ends.Token);
                await response.Body.FlushAsync(ends.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader went, or its time is up: it comes back with the last id.
        }
    }

    private static TimeSpan LifeOf(HttpContext context, TimeProvider time) =>
        context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc - time.GetUtcNow() is { } left && left < Longest
            ? (left > TimeSpan.Zero ? left : TimeSpan.Zero)
            : Longest;
}

/// <summary>The feed from a cursor on and on, part by part, for streams.</summary>
internal static class FeedParts
{
    private const int Most = 500;

    /// <summary>A part without events comes when there was nothing to tell for a while: it moves the cursor on. One with a problem is the last.</summary>
    public static async IAsyncEnumerable<FeedSlice> ReadAsync(
        IServiceProvider services, FeedCursor cursor, Caller caller, FeedFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (reader, access, news) = (services.GetRequiredService<FeedReader>(), services.GetRequiredService<FeedAccess>(), services.GetRequiredService<FeedNews>());
        var (limits, telling, time) = (services.GetRequiredService<ApiLimits>(), services.GetRequiredService<ITelling>(), services.GetRequiredService<TimeProvider>());
        using var following = news.Follow();
        var told = time.GetTimestamp();
        while (true)
        {
            var next = news.Next;
            var slice = await reader.ReadAsync(cursor, await access.LensOfAsync(caller), filter, Most);
            await telling.ToOutsideAsync();
            if (slice.Problem is not null || slice.Events.Count > 0 || time.GetElapsedTime(told) >= limits.FeedHeartbeat)
            {
                yield return slice;
                told = time.GetTimestamp();
            }

            if (slice.Problem is not null)
                yield break;
            cursor = slice.Cursor!;
            if (slice.More)
                continue;
            await news.WaitAsync(next, limits.FeedHeartbeat < FeedNews.LooksAgainAfter ? limits.FeedHeartbeat : FeedNews.LooksAgainAfter, cancellation);
            await Task.Delay(limits.StreamEvery, time, cancellation);
        }
    }
}
