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
