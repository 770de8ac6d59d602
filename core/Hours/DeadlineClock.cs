namespace MatchGrid.Hours;

/// <summary>Counts deadlines in time that people can use: while the pharmacy is open and the patient is not in quiet hours.</summary>
public static class DeadlineClock
{
    /// <summary>How far ahead a deadline is looked for: 60 days.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(60);

    /// <summary>
    /// The first instant at which <paramref name="span"/> of usable time has passed since <paramref name="start"/>, in UTC. Where 60 days do not
    /// hold that much, every hour counts: <paramref name="start"/> + <paramref name="span"/>.
    /// </summary>
    /// <param name="start">From when on.</param>
    /// <param name="span">How much usable time; 0 is <paramref name="start"/> itself.</param>
    /// <param name="open">Counts only while open; null: always.</param>
    /// <param name="quiet">Counts only outside quiet hours; null: always.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative span.</exception>
    public static DateTimeOffset Add(DateTimeOffset start, TimeSpan span, OpeningHours? open, QuietHours? quiet)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        var end = start + Horizon;
        return (open, quiet) switch
        {
            (null, null) => start.ToUniversalTime() + span,
            (not null, null) => After(start, span, open.Schedule.Spans(start, end)),
            (null, not null) => After(start, span, quiet.Awake.Spans(start, end)),
            _ => After(start, span, Common(open.Schedule.Spans(start, end), quiet.Awake.Spans(start, end))),
        };
    }

    private static DateTimeOffset After(DateTimeOffset start, TimeSpan span, IEnumerable<InstantSpan> usable)
    {
        if (span == TimeSpan.Zero) return start.ToUniversalTime();
        var left = span;
        foreach (var stretch in usable)
        {
            if (left <= stretch.Length) return stretch.From + left;
            left -= stretch.Length;
        }

        return start.ToUniversalTime() + span;
    }

    /// <summary>What lies in both, each in order and apart.</summary>
    private static IEnumerable<InstantSpan> Common(IEnumerable<InstantSpan> ones, IEnumerable<InstantSpan> others)
    {
        using var one = ones.GetEnumerator();
        using var other = others.GetEnumerator();
        var both = one.MoveNext() && other.MoveNext();
        while (both)
        {
            var from = one.Current.From > other.Current.From ? one.Current.From : other.Current.From;
            var until = one.Current.Until < other.Current.Until ? one.Current.Until : other.Current.Until;
            if (from < until) yield return new(from, until);
            both = one.Current.Until < other.Current.Until ? one.MoveNext() : other.MoveNext();
        }
    }
}
