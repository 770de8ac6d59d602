using MatchGrid.Api.Requests;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Requests;

namespace MatchGrid.Api.Patients;

/// <summary>One entry of a patient's inbox: by HTTP, and pushed as client method <c>inbox</c>.</summary>
/// <param name="Epoch">Of the inbox; a client that knows another one starts over.</param>
/// <param name="Number">1, 2, 3 … without a gap. A client shows each once, in order.</param>
/// <param name="Match">The match as it was then, when it is about one.</param>
public sealed record InboxNotice(string Epoch, long Number, NoticeKind Kind, DateTimeOffset At, RequestId Request, MatchAnswer? Match);

/// <summary>Shows inbox entries to their patient.</summary>
public sealed class NoticeShow(MatchShow matches)
{
    public async Task<IReadOnlyList<InboxNotice>> ShowAsync(InboxPage page)
    {
        var shown = await matches.ShowAsync([.. page.Entries.Select(entry => entry.Notice.Match).OfType<Match>()]);
        var next = 0;
        return [.. page.Entries.Select(entry => Notice(page.Epoch, entry, entry.Notice.Match is null ? null : shown[next++]))];
    }

    public async Task<InboxNotice> ShowAsync(string epoch, InboxEntry entry) =>
        Notice(epoch, entry, entry.Notice.Match is { } match ? await matches.ShowAsync(match) : null);

    private static InboxNotice Notice(string epoch, InboxEntry entry, MatchAnswer? match) =>
        new(epoch, entry.Number, entry.Notice.Kind, entry.Notice.At, entry.Notice.Request, match);
}
