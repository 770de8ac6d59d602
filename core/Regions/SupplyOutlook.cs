using System.Collections.Immutable;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>What a forecast of a SKU in a region rests on.</summary>
/// <param name="Asked">Packs still sought.</param>
/// <param name="Available">Packs that a new hold could get.</param>
/// <param name="PacksPerHour">New demand over the last day, or as far back as is known; null before the first hour, and in a coarse region.</param>
[GenerateSerializer, Immutable, Alias("mg.SkuOutlook")]
public sealed record SkuOutlook(
    [property: Id(0)] Sku Sku, [property: Id(1)] long Asked, [property: Id(2)] long Available, [property: Id(3)] double? PacksPerHour)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Least = TimeSpan.FromHours(1);

    /// <param name="shown">Figures as they may be shown.</param>
    public static ImmutableArray<SkuOutlook> Of(RegionFigures shown, RegionHistory history) =>
    [
        .. shown.Skus.Where(one => one.Asked > 0 || one.Available > 0)
            .Select(one => new SkuOutlook(one.Sku!.Value, one.Asked, one.Available, shown.Coarse ? null : PerHour(one, history, shown.At))),
    ];

    // What was asked for is still sought, or was matched meanwhile. What was given up is not counted.
    private static double? PerHour(SkuFigures one, RegionHistory history, DateTimeOffset now)
    {
        var points = history.Curve(one.Sku, now - Day, now, int.MaxValue);
        if (points.IsEmpty || now - points[0].At < Least)
            return null;
        var (first, hours) = (points[0].Sample, Math.Min((now - points[0].At).TotalHours, Day.TotalHours));
        return Math.Max(0, (one.Asked - first.Asked + one.Made - first.Made) / hours);
    }
}

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
