using MatchGrid.Feed;
using MatchGrid.Patients;

namespace MatchGrid.Replay.Checking;

/// <summary>What a request told of one of its matches, or of itself: enough to compare what it wrote with what its receiver keeps.</summary>
/// <param name="Kind">A <see cref="MatchEventKind"/> or a <see cref="NoticeKind"/>.</param>
internal readonly record struct Told(int Kind, string? Hold, long Ticks)
{
    public static Told Of(MatchEvent told) => new((int)told.Kind, told.Hold?.Value, told.At.UtcTicks);

    public static Told Of(PatientNotice told) => new((int)told.Kind, told.Match?.Id.Value, told.At.UtcTicks);
}

/// <summary>What a receiver keeps of one sender, in its order.</summary>
/// <param name="Mark">The last letter it took from the sender.</param>
internal sealed record Kept(List<Told> Entries, long Mark);
