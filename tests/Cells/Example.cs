using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Tests.Cells;

/// <summary>Names and places that the tests share.</summary>
internal static class Example
{
    public static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Sku Insulin = new("gtin:03400930000001");
    public static readonly Sku Valproate = new("gtin:03400930000002");
    public static readonly PharmacyId One = new("P1");
    public static readonly PharmacyId Two = new("P2");
    public static readonly GeoPoint Alexanderplatz = new(52.5219, 13.4132);

    public static readonly CellId Leaf = CellId.FromPoint(Alexanderplatz);
    public static readonly CellId Inner = Leaf.Parent;

    public static GeoPoint East(double metres) => new(Alexanderplatz.Latitude, Alexanderplatz.Longitude + (metres / 67_700));

    public static Rank RankOf(string request, int urgency = 0) => new(0, urgency, DateTimeOffset.MaxValue, Noon, new(request));

    public static MarketInterest Wants(CellId cell, Sku sku, long position = 1, int urgency = 0, int open = 1, long epoch = 1) =>
        new(new(sku, cell), RankOf("R1", urgency), open, open, position, epoch);

    public static MarketInterest WantsNoMore(CellId cell, Sku sku, long position) => new(new(sku, cell), null, 0, 0, position, 1);

    public static ulong DigestOf(params Sku[] skus) => skus.Aggregate(0UL, (digest, sku) => digest ^ TextHash.Of(sku.Value));

    public static PharmacyPresence Whole(PharmacyId pharmacy, long epoch, long number, params SkuPresence[] lines) =>
        new(pharmacy, epoch, number, Whole: true, [.. lines], DigestOf([.. lines.Select(line => line.Sku)]));

    public static PharmacyPresence Change(PharmacyId pharmacy, long epoch, long number, ulong digest, params SkuPresence[] lines) =>
        new(pharmacy, epoch, number, Whole: false, [.. lines], digest);
}
