using System.Runtime.CompilerServices;
using MatchGrid.Client.Live;
using MatchGrid.Client.Requests;
using MatchGrid.Client.Transport;

namespace MatchGrid.Client.Inbox;

/// <summary>What a patient is told: each entry once and in order, over lost connections and restarts of either side.</summary>
public sealed class InboxClient
{
    private readonly GridHttp http;
    private readonly LiveDoor live;

    internal InboxClient(GridHttp http, LiveDoor live) => (this.http, this.live) = (http, live);

    /// <summary>Entries after a number, at most 256.</summary>
    /// <param name="epoch">Of the last entry seen; null for none.</param>
    /// <param name="after">Its number.</param>
    public Task<InboxPage> ReadAsync(string? epoch = null, long after = 0, CancellationToken cancellationToken = default) => http.AskAsync<InboxPage>(
        HttpMethod.Get, $"v1/inbox?after={after}{(epoch is null ? "" : $"&epoch={Uri.EscapeDataString(epoch)}")}", cancellationToken: cancellationToken);

    /// <summary>
    /// Every entry after the last seen, pushed as it comes, until cancelled. Lost connections are made again. An entry of another epoch means that an
    /// older backup was restored: forget those seen before it.
    /// </summary>
    /// <param name="epoch">Of the last entry seen; null for none.</param>
    /// <param name="after">Its number.</param>
    /// <exception cref="MatchGridException">Refused.</exception>
    public async IAsyncEnumerable<InboxEntry> FollowAsync(string? epoch = null, long after = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pushes = live.AgainAndAgainAsync(() => live.FollowAsync<InboxEntry>("Subscribe", ["inbox"], [epoch, after], cancellationToken: cancellationToken), cancellationToken);
        await foreach (var entry in pushes)
        {
            if (entry.Epoch == epoch && entry.Number <= after)
                continue;
            (epoch, after) = (entry.Epoch, entry.Number);
            yield return entry;
        }
    }
}

/// <param name="Epoch">Of the inbox.</param>
/// <param name="First">Number of the oldest entry kept.</param>
/// <param name="Last">Number of the newest entry.</param>
/// <param name="StartOver">The number asked for is none of this inbox: forget the entries seen.</param>
public sealed record InboxPage(string Epoch, long First, long Last, bool StartOver, IReadOnlyList<InboxEntry> Entries);

/// <summary>One thing that a patient was told.</summary>
/// <param name="Epoch">Of the inbox: keep it beside the number.</param>
/// <param name="Number">1, 2, 3 … without a gap.</param>
/// <param name="Kind">Such as <c>held</c>; there may be more kinds in time.</param>
/// <param name="Match">As it was then, when it is about one.</param>
public sealed record InboxEntry(string Epoch, long Number, string Kind, DateTimeOffset At, string Request, Match? Match);
