namespace MatchGrid.Hours;

/// <summary>
/// What is open when, by the clock on the wall: an instant is open when the local time it shows lies in an interval of its date. An hour that
/// the clock shows twice counts twice, one that it leaps over does not exist.
/// </summary>
/// <param name="zone">Whose clock.</param>
/// <param name="week">Intervals of each day of the week, Sunday first, merged.</param>
/// <param name="dated">Days that differ from their weekday; a later one goes before an earlier.</param>
internal sealed class Schedule(TimeZoneInfo zone, IReadOnlyList<LocalInterval[]> week, IReadOnlyList<DatedHours> dated)
{
    public bool IsOpen(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, zone);
        return IntervalsOn(DateOnly.FromDateTime(local.DateTime)).Any(interval =>
            local.TimeOfDay >= TimeSpan.FromMinutes(interval.From) && local.TimeOfDay < TimeSpan.FromMinutes(interval.Until));
    }

    /// <summary>The open stretches between two instants, in order and apart; one opening may come in several that touch.</summary>
    public IEnumerable<InstantSpan> Spans(DateTimeOffset from, DateTimeOffset until)
    {
        foreach (var (stretch, offset) in ConstantOffsets(from.ToUniversalTime(), until.ToUniversalTime()))
        {
            var (localFrom, localUntil) = (stretch.From.DateTime + offset, stretch.Until.DateTime + offset);
            for (var day = localFrom.Date; day < localUntil; day = day.AddDays(1))
            {
                foreach (var interval in IntervalsOn(DateOnly.FromDateTime(day)))
                {
                    var (opens, closes) = (day.AddMinutes(interval.From), day.AddMinutes(interval.Until));
                    if (opens < localFrom) opens = localFrom;
                    if (closes > localUntil) closes = localUntil;
                    if (opens < closes) yield return new(new(opens - offset, TimeSpan.Zero), new(closes - offset, TimeSpan.Zero));
                }
            }
        }
    }

    /// <summary>A day's own intervals and what lasts into it from the day before.</summary>
    private LocalInterval[] IntervalsOn(DateOnly date)
    {
        var own = Starting(date);
        var before = Starting(date.AddDays(-1));
        if (!Array.Exists(own, PastMidnight) && !Array.Exists(before, PastMidnight)) return own;

        return LocalInterval.Merge(before.Where(PastMidnight).Select(interval => new LocalInterval(0, interval.Until - LocalInterval.MinutesPerDay))
            .Concat(own)
            .Select(interval => interval with { Until = Math.Min(interval.Until, LocalInterval.MinutesPerDay) }));

        static bool PastMidnight(LocalInterval interval) => interval.Until > LocalInterval.MinutesPerDay;
    }

    private LocalInterval[] Starting(DateOnly date)
    {
        for (var i = dated.Count - 1; i >= 0; i--)
        {
            if (date >= dated[i].From && date <= dated[i].To) return dated[i].Intervals;
        }

        return week[(int)date.DayOfWeek];
    }

    /// <summary>Cuts a stretch of time where the zone's offset changes. No zone changes it twice in a day.</summary>
    private IEnumerable<(InstantSpan Stretch, TimeSpan Offset)> ConstantOffsets(DateTimeOffset from, DateTimeOffset until)
    {
        while (from < until)
        {
            var offset = zone.GetUtcOffset(from);
            var end = until - from > TimeSpan.FromDays(1) ? from.AddDays(1) : until;
            if (zone.GetUtcOffset(end) != offset) end = ChangeOfOffset(from, end, offset);
            yield return (new(from, end), offset);
            from = end;
        }
    }

    /// <summary>The first instant with another offset; changes fall on whole seconds.</summary>
    private DateTimeOffset ChangeOfOffset(DateTimeOffset before, DateTimeOffset after, TimeSpan offset)
    {
        var (low, high) = (before.ToUnixTimeSeconds(), after.ToUnixTimeSeconds());
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(middle)) == offset) low = middle;
            else high = middle;
        }

        return DateTimeOffset.FromUnixTimeSeconds(high);
    }
}

/// <summary>The intervals of some dates, both ends included; none: closed.</summary>
internal readonly record struct DatedHours(DateOnly From, DateOnly To, LocalInterval[] Intervals);
