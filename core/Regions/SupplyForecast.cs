namespace MatchGrid.Regions;

/// <summary>What becomes of supply when what makers announced comes as they say, and demand goes on as before.</summary>
/// <param name="StockOutAt">When the last pack is gone for the first time; null where that is not in sight for a year.</param>
/// <param name="CoveredAt">When an arrival covers everybody who waits by then; null for never.</param>
/// <param name="LastsUntil">When it is gone after all has come.</param>
/// <param name="Missing">Packs that those who wait lack after all has come.</param>
public sealed record SupplyForecast(DateTimeOffset? StockOutAt, DateTimeOffset? CoveredAt, DateTimeOffset? LastsUntil, long Missing)
{
    private const double HoursAhead = 24 * 365;

    /// <param name="arrivals">Packs and when they come; those in the past are in stock, or never came.</param>
    public static SupplyForecast Of(SkuOutlook outlook, IEnumerable<(DateTimeOffset From, long Packs)> arrivals, DateTimeOffset now)
    {
        var (stock, waiting, perHour, at) = ((double)outlook.Available, (double)outlook.Asked, outlook.PacksPerHour ?? 0, now);
        DateTimeOffset? outAt = stock == 0 && waiting > 0 ? now : null;
        DateTimeOffset? coveredAt = null;
        foreach (var (from, packs) in arrivals.Where(one => one.From > now).OrderBy(one => one.From))
        {
            var needed = perHour * (from - at).TotalHours;
            if (needed > stock)
                outAt ??= After(at, stock, perHour);
            waiting += Math.Max(0, needed - stock);
            stock = Math.Max(0, stock - needed) + Math.Max(0, packs - waiting);
            waiting = Math.Max(0, waiting - packs);
            if (waiting == 0)
                coveredAt ??= from;
            at = from;
        }

        var lasts = After(at, stock, perHour);
        return new(outAt ?? lasts, coveredAt, lasts, (long)Math.Round(waiting));
    }

    private static DateTimeOffset? After(DateTimeOffset at, double packs, double perHour) =>
        perHour > 0 && packs / perHour <= HoursAhead ? at + TimeSpan.FromHours(packs / perHour) : null;
}
