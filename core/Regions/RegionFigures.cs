using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>A region as it is at a moment. Demand is that of requests inside, supply that of pharmacies inside.</summary>
/// <param name="Version">Of the region.</param>
/// <param name="Total">Over all SKUs.</param>
/// <param name="Skus">The largest unmet demand first, at most <see cref="MostSkus"/>.</param>
/// <param name="HotSpots">Cells with the largest unmet demand first, at most <see cref="MostCells"/>. Always in round numbers.</param>
/// <param name="Pharmacies">Inside.</param>
/// <param name="Reporting">Of these, those that reported within a day.</param>
/// <param name="Coarse">Counts that tell of patients are in round numbers: see <see cref="CoarseFigures"/>.</param>
[GenerateSerializer, Immutable, Alias("mg.RegionFigures")]
public sealed record RegionFigures(
    [property: Id(0)] RegionId Region,
    [property: Id(1)] int Version,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] SkuFigures Total,
    [property: Id(4)] ImmutableArray<SkuFigures> Skus,
    [property: Id(5)] ImmutableArray<CellFigures> HotSpots,
    [property: Id(6)] int Pharmacies,
    [property: Id(7)] int Reporting,
    [property: Id(8)] bool Coarse)
{
    public const int MostSkus = 64;
    public const int MostCells = 64;
}

/// <summary>Demand and supply of one SKU, or of all.</summary>
/// <param name="Sku">Null for all.</param>
/// <param name="Open">Requests that seek, by urgency: routine, soon, urgent, critical.</param>
/// <param name="Asked">Packs they still seek.</param>
/// <param name="Matched">Packs held for requests inside, wherever the pharmacy is.</param>
/// <param name="Collected">Packs collected since the region counts.</param>
/// <param name="Broken">Packs of matches that broke since then.</param>
/// <param name="Made">Packs of matches made since then.</param>
/// <param name="FillRate">(matched + collected) / (asked + matched + collected); null when that is 0.</param>
/// <param name="WaitP50Seconds">Of requests that seek: how long they have waited, to about a third.</param>
/// <param name="OnHand">Packs at pharmacies inside, held ones included.</param>
/// <param name="Held">Of these, held for requests, wherever the request is.</param>
/// <param name="Available">Packs that a new hold could get.</param>
/// <param name="Stocked">Pharmacies where a new hold could get any.</param>
/// <param name="Lines">Stock lines reported.</param>
/// <param name="OlderThanHour">Of these, not reported for an hour.</param>
/// <param name="OlderThanDay">Of these, not reported for a day.</param>
/// <param name="AskedHourAgo">What was asked then; null before the first sample.</param>
/// <param name="StockOutAt">When what is available is gone if matches go on as in the last hour; null where none is in sight.</param>
[GenerateSerializer, Immutable, Alias("mg.SkuFigures")]
public sealed record SkuFigures(
    [property: Id(0)] Sku? Sku,
    [property: Id(1)] ImmutableArray<long> Open,
    [property: Id(2)] long Asked,
    [property: Id(3)] long Matched,
    [property: Id(4)] long Collected,
    [property: Id(5)] long Broken,
    [property: Id(6)] long Made,
    [property: Id(7)] double? FillRate,
    [property: Id(8)] long? WaitP50Seconds,
    [property: Id(9)] long? WaitP90Seconds,
    [property: Id(10)] long? LongestWaitSeconds,
    [property: Id(11)] long OnHand,
    [property: Id(12)] long Held,
    [property: Id(13)] long Available,
    [property: Id(14)] int Stocked,
    [property: Id(15)] int Lines,
    [property: Id(16)] int OlderThanHour,
    [property: Id(17)] int OlderThanDay,
    [property: Id(18)] long? AskedHourAgo,
    [property: Id(19)] long? AskedDayAgo,
    [property: Id(20)] long? AskedTwoWeeksAgo,
    [property: Id(21)] DateTimeOffset? StockOutAt);

/// <summary>One cell of a region's map.</summary>
/// <param name="Centre">Of the cell.</param>
/// <param name="Asked">Packs sought.</param>
/// <param name="Matched">Packs held for requests.</param>
[GenerateSerializer, Immutable, Alias("mg.CellFigures")]
public sealed record CellFigures(
    [property: Id(0)] CellId Cell,
    [property: Id(1)] GeoPoint Centre,
    [property: Id(2)] long Asked,
    [property: Id(3)] long Matched,
    [property: Id(4)] long Available,
    [property: Id(5)] int Pharmacies);
