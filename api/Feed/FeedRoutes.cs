using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Feed;
using MatchGrid.Keys;
using MatchGrid.Partners;

namespace MatchGrid.Api.Feed;

/// <summary>Match events by cursor: pages, long poll, server-sent events.</summary>
public static class FeedRoutes
{
    private const int LongestWaitSeconds = 60;
    private const int DefaultPage = 100;

    public static void MapFeed(this IEndpointRouteBuilder routes) => routes
        .MapGet("/feed", GetAsync)
        .RequireAuthorization(Policies.ReadFeed)
        .ForKeys(KeyScopes.Feed)
        .WithTags("feed")
        .WithSummary("Match events after a cursor: a page, a page that waits for the next event, or a stream")
        .WithDescription(
            "Ordered in each partition, without gap or repeat under its cursor. With Accept: text/event-stream it is a stream of server-sent events, resumed by "
            + "Last-Event-ID; it ends after ten minutes, or with the token. A partner sees what was granted to it; filters (comma-separated) only narrow. "
            + "A cursor that is too old is refused with 410 cursor_expired, one from before a restored backup with 410 feed_replaced.")
        .Produces<FeedAnswer>(StatusCodes.Status200OK, "application/json", "text/event-stream").Produces<Problem>(StatusCodes.Status410Gone, "application/problem+json");

    private static async Task<IResult> GetAsync(
        string? after, int? limit, int? wait, string? sku, string? inn, string? atc, string? type, string? cell, string? pharmacy,
        HttpContext context, FeedReader reader, FeedAccess access, FeedNews news, FeedReaders readers)
    {
        var errors = new InputErrors();
        var most = errors.Within(limit, "limit", 1, FeedDecider.MostPerPage, DefaultPage);
        var patience = TimeSpan.FromSeconds(errors.Within(wait, "wait", 0, LongestWaitSeconds, 0));
        var filter = FilterBody.Of(context.Request.Query).Read(errors);
        if (errors.Any)
            return errors.Refusal();
        var streams = WantsStream(context.Request);
        var (cursor, problem) = await reader.FindAsync(streams && context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last, ..] ? last : after);
        if (cursor is null)
            return new Refused(problem!);

        var caller = context.Caller();
        if (!streams && patience == TimeSpan.Zero)
            return Answer(await reader.ReadAsync(cursor, await access.LensOfAsync(caller), filter, most));
        var place = readers.TryEnter($"{caller.Role}/{caller.Partner}");
        if (place is null)
            return Refused.Of(ApiCodes.RateLimited, "Too many readers of this caller wait or stream already.");
        if (streams)
            return new FeedStream(cursor, caller, filter, place);
        using (place)
            return Answer(await WaitAsync(cursor, caller, filter, most, patience, context, reader, access, news));
    }

    private static async Task<FeedSlice> WaitAsync(
        FeedCursor cursor, Caller caller, FeedFilter filter, int most, TimeSpan patience, HttpContext context, FeedReader reader, FeedAccess access, FeedNews news)
    {
        using var following = news.Follow();
        var time = context.RequestServices.GetRequiredService<TimeProvider>();
        var (began, stopping) = (time.GetTimestamp(), context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        while (true)
        {
            var next = news.Next;
            var slice = await reader.ReadAsync(cursor, await access.LensOfAsync(caller), filter, most);
            var left = patience - time.GetElapsedTime(began);
            if (slice.Problem is not null || slice.Events.Count > 0 || slice.More || left <= TimeSpan.Zero || stopping.IsCancellationRequested)
                return slice;
            cursor = slice.Cursor!;
            context.Features.Get<AdmissionPlace>()?.Leave(); // from here on it only waits
            try
            {
                await news.WaitAsync(next, left < FeedNews.LooksAgainAfter ? left : FeedNews.LooksAgainAfter, ends.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return slice;
            }
        }
    }

    private static bool WantsStream(HttpRequest request) => request.GetTypedHeaders().Accept.Any(one => one.MediaType == "text/event-stream");

    private static IResult Answer(FeedSlice slice) => slice.Problem is { } problem
        ? new Refused(problem)
        : Results.Ok(new FeedAnswer(slice.Cursor!.Epoch, slice.Cursor.ToString(), slice.More, [.. slice.Events.Select(FeedMessage.Of)]));
}

/// <param name="Epoch">Names this history of the grid: after an older backup was restored it is another.</param>
/// <param name="Cursor">Go on after it.</param>
/// <param name="More">There are more events already.</param>
public sealed record FeedAnswer(string Epoch, string Cursor, bool More, IReadOnlyList<FeedMessage> Events);
