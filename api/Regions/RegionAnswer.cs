using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using MatchGrid.Replay.Areas;
using MatchGrid.Silo.Skus;

namespace MatchGrid.Api.Regions;

/// <summary>A crisis region without its figures.</summary>
/// <param name="Version">Counts its changes.</param>
/// <param name="Open">Whether it counts at this moment.</param>
/// <param name="Population">Inhabitants, where known.</param>
/// <param name="Coarse">Its figures are in round numbers, because few people live there or in a part that could be worked out.</param>
/// <param name="Latitude">Of the middle of a circle around it.</param>
/// <param name="RadiusMetres">Of that circle.</param>
/// <param name="Alarms">Raised and not cleared.</param>
public sealed record RegionAnswer(
    RegionId Id,
    int Version,
    string Name,
    int Tier,
    DateTimeOffset From,
    DateTimeOffset? Until,
    bool Closed,
    bool Open,
    bool FeeWaiver,
    long? Population,
    bool Coarse,
    double Latitude,
    double Longitude,
    double RadiusMetres,
    IReadOnlyList<AlarmAnswer>? Alarms = null)
{
    public static RegionAnswer Of(RegionFacts facts, DateTimeOffset now, IReadOnlyList<AlarmAnswer>? alarms = null)
    {
        var shape = new RegionShape(facts.Area);
        return new(
            facts.Id, facts.Version, facts.Name, facts.Tier, facts.From, facts.Until, facts.Closed, facts.CountsAt(now), facts.FeeWaiver, facts.Population,
            facts.Coarse, shape.Centre.Latitude, shape.Centre.Longitude, shape.RadiusMetres, alarms);
    }
}

/// <summary>An alarm.</summary>
/// <param name="Value">What was measured when it was raised: hours left (running_out), times as much (demand_rising), hours of silence (pharmacy_silent), share (matches_breaking).</param>
public sealed record AlarmAnswer(
    string Id,
    RegionId Region,
    AlarmKind Kind,
    DateTimeOffset RaisedAt,
    Sku? Sku,
    string? Name,
    PharmacyId? Pharmacy,
    double Value,
    DateTimeOffset? AcknowledgedAt,
    DateTimeOffset? ClearedAt)
{
    public static AlarmAnswer Of(RegionId region, Alarm alarm, LocalCatalogue skus) => new(
        alarm.Id, region, alarm.Kind, alarm.RaisedAt, alarm.Sku, alarm.Sku is { } sku ? skus.Find(sku)?.Name : null, alarm.Pharmacy, alarm.Value,
        alarm.AcknowledgedAt, alarm.ClearedAt);
}

/// <summary>A region as it is at a moment. Demand is that of requests inside, supply that of pharmacies inside.</summary>
/// <param name="Reporting">Pharmacies that reported within a day.</param>
/// <param name="Coarse">In round numbers: each count is a multiple of five, and 0 stands for fewer than five.</param>
/// <param name="HotSpots">The largest unmet demand first; always in round numbers.</param>
public sealed record FiguresAnswer(
    RegionId Region,
    int Version,
    DateTimeOffset At,
    bool Coarse,
    int Pharmacies,
    int Reporting,
    SkuFiguresAnswer Total,
    IReadOnlyList<SkuFiguresAnswer> Skus,
    IReadOnlyList<CellAnswer> HotSpots)
{
    public static FiguresAnswer Of(RegionFigures figures, LocalCatalogue skus) => new(
        figures.Region, figures.Version, figures.At, figures.Coarse, figures.Pharmacies, figures.Reporting, SkuFiguresAnswer.Of(figures.Total, skus),
        [.. figures.Skus.Select(one => SkuFiguresAnswer.Of(one, skus))], [.. figures.HotSpots.Select(CellAnswer.Of)]);
}

/// <summary>Figures of one SKU, or of all where it is left out. Packs, unless said otherwise.</summary>
/// <param name="Open">Requests that seek.</param>
/// <param name="Asked">Still sought.</param>
/// <param name="Matched">Held for requests inside.</param>
/// <param name="Collected">Since the region counts.</param>
/// <param name="Broken">Of matches that broke since then.</param>
/// <param name="Made">Of all matches made since then.</param>
/// <param name="FillRate">(matched + collected) / (asked + matched + collected).</param>
/// <param name="WaitP50Seconds">Half of those who seek have not waited longer; to about a third.</param>
/// <param name="OnHand">At pharmacies inside.</param>
/// <param name="Held">Of these, held for requests.</param>
/// <param name="Stocked">Pharmacies where some can be had.</param>
/// <param name="Lines">Stock lines.</param>
/// <param name="StockOutAt">When it is gone if matches go on as in the last hour.</param>
public sealed record SkuFiguresAnswer(
    Sku? Sku,
    string? Name,
    OpenByUrgency Open,
    long Asked,
    long Matched,
    long Collected,
    long Broken,
    long Made,
    double? FillRate,
    long? WaitP50Seconds,
    long? WaitP90Seconds,
    long? LongestWaitSeconds,
    long OnHand,
    long Held,
    long Available,
    int Stocked,
    int Lines,
    int LinesOlderThanHour,
    int LinesOlderThanDay,
    long? AskedHourAgo,
    long? AskedDayAgo,
    long? AskedTwoWeeksAgo,
    DateTimeOffset? StockOutAt)
{
    public static SkuFiguresAnswer Of(SkuFigures one, LocalCatalogue skus) => new(
        one.Sku, one.Sku is { } sku ? skus.Find(sku)?.Name : null, new(one.Open[0], one.Open[1], one.Open[2], one.Open[3]), one.Asked, one.Matched, one.Collected,
        one.Broken, one.Made, one.FillRate, one.WaitP50Seconds, one.WaitP90Seconds, one.LongestWaitSeconds, one.OnHand, one.Held, one.Available, one.Stocked,
        one.Lines, one.OlderThanHour, one.OlderThanDay, one.AskedHourAgo, one.AskedDayAgo, one.AskedTwoWeeksAgo, one.StockOutAt);
}

/// <summary>Requests that seek, by how urgent they are.</summary>
public sealed record OpenByUrgency(long Routine, long Soon, long Urgent, long Critical);

/// <summary>One cell of the map; its demand in round numbers.</summary>
/// <param name="Corners">[longitude, latitude], in order round the cell.</param>
public sealed record CellAnswer(CellId Cell, double Latitude, double Longitude, IReadOnlyList<double[]> Corners, long Asked, long Matched, long Available, int Pharmacies)
{
    public static CellAnswer Of(CellFigures one) => new(
        one.Cell, one.Centre.Latitude, one.Centre.Longitude, [.. one.Cell.Boundary.Select(corner => (double[])[corner.Longitude, corner.Latitude])],
        one.Asked, one.Matched, one.Available, one.Pharmacies);
}

/// <summary>Points of a curve, the oldest first: between two of them the first holds.</summary>
public sealed record CurveAnswer(RegionId Region, Sku? Sku, IReadOnlyList<CurvePoint> Points);

/// <summary>One point: packs, and <paramref name="Open"/> requests. Made, collected and broken count since the region counts.</summary>
public sealed record CurvePoint(
    DateTimeOffset At, long Open, long Asked, long Matched, long Made, long Collected, long Broken, long OnHand, long Held, long Available)
{
    public static CurvePoint Of(TimedSample point) => new(
        point.At, point.Sample.Open, point.Sample.Asked, point.Sample.Matched, point.Sample.Made, point.Sample.Collected, point.Sample.Broken,
        point.Sample.OnHand, point.Sample.Held, point.Sample.Available);
}

/// <summary>An administrative area that a region can be made of.</summary>
public sealed record AreaAnswer(string Code, string Name, AtlasKind Kind);
