namespace MatchGrid.Markets;

/// <summary>
/// In which order markets wake when the process starts: an instant long past for each, the earlier the better the rank of its first in line.
/// So the log's index of wakes brings the most urgent first, and nothing need be read to know which they are.
/// </summary>
public static class WakeOrder
{
    /// <summary>Every market comes before this, and every deadline of anything else after it.</summary>
    public static readonly DateTimeOffset End = DateTimeOffset.UnixEpoch + (Classes * PerClass);

    private const int Classes = 7;

    /// <summary>Needed-by and time waited, 2000 to 2100, are pressed together by this to fit into half the room of a class.</summary>
    private const int Pressed = 50;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static TimeSpan PerClass => TimeSpan.FromDays(1500);

    /// <summary>Urgency class, then needed-by, then time waited, as <see cref="Rank"/> orders; to within a second or so.</summary>
    public static DateTimeOffset Of(Rank first)
    {
        var half = PerClass / 2;
        var within = first.NeededBy == DateTimeOffset.MaxValue ? half + Press(first.Since, half) : Press(first.NeededBy, half);
        return DateTimeOffset.UnixEpoch + ((Classes - 1 - Math.Clamp(first.Class, 0, Classes - 1)) * PerClass) + within;
    }

    private static TimeSpan Press(DateTimeOffset instant, TimeSpan half)
    {
        var pressed = (instant - Earliest) / Pressed;
        return pressed < TimeSpan.Zero ? TimeSpan.Zero : pressed < half ? pressed : half - TimeSpan.FromTicks(1);
    }
}
