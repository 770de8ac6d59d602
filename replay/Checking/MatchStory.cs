using MatchGrid.Feed;

namespace MatchGrid.Replay.Checking;

/// <summary>The order in which the events of one match may stand in the feed: held, then what happens to it, then one end.</summary>
internal static class MatchStory
{
    /// <param name="events">Of one request, in feed order.</param>
    /// <param name="fromTheStart">Whether its first event is among them.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Wrong(IEnumerable<Told> events, bool fromTheStart)
    {
        var seen = new Dictionary<string, MatchEventKind>(StringComparer.Ordinal);
        foreach (var told in events)
        {
            if (told.Hold is not { } hold)
                continue;
            var kind = (MatchEventKind)told.Kind;
            if (!seen.TryGetValue(hold, out var before))
            {
                if (kind != MatchEventKind.Held && fromTheStart)
                    return $"match {hold} begins with {kind}";
            }
            else if (kind == MatchEventKind.Held || IsEnd(before) || (kind == before && kind != MatchEventKind.Confirmed))
            {
                return $"match {hold} was {before}, then {kind}";
            }

            seen[hold] = kind == MatchEventKind.Confirmed && before == MatchEventKind.Accepted ? before : kind;
        }

        return null;
    }

    private static bool IsEnd(MatchEventKind kind) => kind is MatchEventKind.Declined or MatchEventKind.Lapsed or MatchEventKind.NoShow
        or MatchEventKind.Broken or MatchEventKind.Collected or MatchEventKind.Released;
}
