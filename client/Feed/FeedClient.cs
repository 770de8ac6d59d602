using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MatchGrid.Client.Live;
using MatchGrid.Client.Transport;

namespace MatchGrid.Client.Feed;

/// <summary>Match events from a cursor on, without gap or repeat.</summary>
public sealed class FeedClient
{
    private readonly GridHttp http;
    private readonly LiveDoor live;
    private readonly MatchGridOptions options;

    internal FeedClient(GridHttp http, LiveDoor live, MatchGridOptions options) => (this.http, this.live, this.options) = (http, live, options);

    /// <summary>One page.</summary>
    /// <param name="after">The cursor of the page before; null for the oldest event kept, <c>latest</c> for what comes from now on.</param>
    /// <param name="limit">Events, 1 to 1,000.</param>
    /// <param name="wait">How long to wait for the first one, up to 60 s.</param>
    /// <exception cref="MatchGridException"><c>cursor_expired</c> or <c>feed_replaced</c>: its <see cref="MatchGridException.Cursor"/> says where to go on.</exception>
    public Task<FeedPage> ReadAsync(string? after = null, FeedFilter? filter = null, int limit = 100, TimeSpan wait = default, CancellationToken cancellationToken = default) =>
        http.AskAsync<FeedPage>(HttpMethod.Get, $"{PathOf(after, filter)}&limit={limit}&wait={(int)wait.TotalSeconds}", cancellationToken: cancellationToken);

    /// <summary>Every event after a cursor as it comes, until cancelled. Lost connections are made again; keep the cursor of what was dealt with.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async IAsyncEnumerable<FeedItem> FollowAsync(string? after = null, FeedFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // From now on is this moment, not that of the next connection.
        if (after == "latest")
            after = (await ReadAsync(after, filter, 1, cancellationToken: cancellationToken)).Cursor;
        await foreach (var item in live.AgainAndAgainAsync(() => StreamAsync(after, filter, cancellationToken), cancellationToken))
        {
            after = item.Cursor;
            if (item.Event is not null)
                yield return item;
        }
    }

    private static string PathOf(string? after, FeedFilter? filter) => $"v1/feed?after={Uri.EscapeDataString(after ?? "")}{filter}";

    private async IAsyncEnumerable<FeedItem> StreamAsync(string? after, FeedFilter? filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await http.StreamAsync(PathOf(after, filter), "text/event-stream", cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var sent in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            if (sent.EventType == "problem")
                throw GridHttp.Refused(sent.Data);
            yield return new(sent.EventId ?? after ?? "", sent.EventType == "match" ? JsonSerializer.Deserialize<FeedEvent>(sent.Data, GridJson.Options) : null);
        }
    }
}

/// <param name="Epoch">Names this history of the grid.</param>
/// <param name="Cursor">Go on after it.</param>
/// <param name="More">There are more events already.</param>
public sealed record FeedPage(string Epoch, string Cursor, bool More, IReadOnlyList<FeedEvent> Events);

/// <param name="Cursor">After the event.</param>
/// <param name="Event">Never null in what is given out.</param>
public sealed record FeedItem(string Cursor, FeedEvent? Event);

/// <summary>One thing that happened, as far as the caller may see it.</summary>
/// <param name="Id">The same however often it comes.</param>
/// <param name="Type">Such as <c>held</c>; there may be more types in time.</param>
/// <param name="At">Of a coarse event the hour in which it happened.</param>
/// <param name="Cell">Around the patient: about 10 km, of a coarse event about 80 km.</param>
/// <param name="Pharmacy">Left out where it is not granted; so are the ids, which only this caller knows.</param>
/// <param name="Coarse">Granted by area only.</param>
public sealed record FeedEvent(
    string Id, string Type, DateTimeOffset At, string? Sku, string? Name, string? Inn, string? Atc, int Quantity, long WaitedSeconds, string? Cell,
    double? Latitude, double? Longitude, string? Pharmacy, string? Patient, string? Request, string? Match, bool Coarse);
