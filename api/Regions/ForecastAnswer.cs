using MatchGrid.Identifiers;
using MatchGrid.Regions;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;

namespace MatchGrid.Api.Regions;

/// <summary>What becomes of supply in a region when what makers announced comes as they say, and demand goes on as over the last day.</summary>
public sealed record ForecastAnswer(RegionId Region, DateTimeOffset At, bool Coarse, IReadOnlyList<SkuForecast> Skus);

/// <param name="Asked">Packs still sought.</param>
/// <param name="PacksPerHour">New demand; left out before the first hour, and in a coarse region.</param>
/// <param name="StockOutAt">When the last pack is gone, counting what comes for this region.</param>
/// <param name="CoveredAt">When an arrival covers everybody who waits by then.</param>
/// <param name="LastsUntil">When it is gone after all has come.</param>
/// <param name="Missing">Packs that those who wait lack after all has come; in a coarse region a multiple of five.</param>
/// <param name="Announced">The earliest first.</param>
public sealed record SkuForecast(
    Sku Sku, string? Name, long Asked, long Available, double? PacksPerHour, DateTimeOffset? StockOutAt, DateTimeOffset? CoveredAt, DateTimeOffset? LastsUntil,
    long Missing, IReadOnlyList<AnnouncedSupply> Announced)
{
    public static SkuForecast Of(SkuOutlook outlook, IReadOnlyList<SupplyAnnouncement> announced, RegionFacts facts, RegionShape shape, LocalCatalogue skus, DateTimeOffset now)
    {
        var here = announced.Where(one => one.Touches(facts, shape)).Select(one => new AnnouncedSupply(one.Maker, one.Quantity, one.From, Shared: !one.IsFor(facts, shape))).ToList();
        var forecast = SupplyForecast.Of(outlook, here.Where(one => !one.Shared).Select(one => (one.From, (long)one.Quantity)), now);
        return new(
            outlook.Sku, skus.Find(outlook.Sku)?.Name, outlook.Asked, outlook.Available, outlook.PacksPerHour is { } rate ? Math.Round(rate, 1) : null,
            forecast.StockOutAt, forecast.CoveredAt, forecast.LastsUntil, forecast.Missing, here);
    }
}

/// <param name="Maker">Who announced it.</param>
/// <param name="Shared">Other places get some of it: it is not counted.</param>
public sealed record AnnouncedSupply(string Maker, int Quantity, DateTimeOffset From, bool Shared);
