namespace MatchGrid.Hours;

/// <summary>Local minutes of a day, the end not included; past 1,440 on the next day.</summary>
internal readonly record struct LocalInterval(int From, int Until)
{
    public const int MinutesPerDay = 24 * 60;

    public static LocalInterval WholeDay { get; } = new(0, MinutesPerDay);

    /// <summary>In order, with what touches or overlaps made one.</summary>
    public static LocalInterval[] Merge(IEnumerable<LocalInterval> intervals)
    {
        var merged = new List<LocalInterval>();
        foreach (var interval in intervals.OrderBy(interval => interval.From))
        {
            if (merged.Count > 0 && interval.From <= merged[^1].Until)
                merged[^1] = merged[^1] with { Until = Math.Max(merged[^1].Until, interval.Until) };
            else
                merged.Add(interval);
        }

        return [.. merged];
    }
}
