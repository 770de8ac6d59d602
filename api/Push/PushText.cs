using System.Text.Json;
using MatchGrid.Patients;

namespace MatchGrid.Api.Push;

/// <summary>What goes through a push service: that something is there to be looked at. No medicine, no name, no place.</summary>
public static class PushText
{
    /// <summary>The message for an entry; null for one that the patient caused, or that can wait until the page is opened.</summary>
    public static byte[]? Of(InboxEntry entry)
    {
        var notice = entry.Notice;
        return notice.Kind is NoticeKind.Held or NoticeKind.SetAside or NoticeKind.Lapsed or NoticeKind.NoShow or NoticeKind.Broken or NoticeKind.Expired
            ? JsonSerializer.SerializeToUtf8Bytes(new { number = entry.Number, kind = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{notice.Kind}"), request = notice.Request.Value, match = notice.Match?.Id.Value })
            : null;
    }

    /// <summary>What is told only as long as it can be acted on ends with it.</summary>
    public static DateTimeOffset Until(InboxEntry entry, DateTimeOffset latest) =>
        entry.Notice is { Kind: NoticeKind.Held, Match: { } match } && match.Until < latest ? match.Until : latest;
}
