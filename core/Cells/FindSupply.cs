using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using Orleans;

namespace MatchGrid.Cells;

/// <summary>Where is this SKU, nearest first?</summary>
/// <param name="WithinMetres">No farther than this.</param>
/// <param name="BeyondMetres">Pages on: only what is farther than this, or as far with a greater pharmacy id than <paramref name="After"/>.</param>
/// <param name="Most">1 … 64; what is outside is taken as the nearest of these.</param>
[GenerateSerializer, Immutable, Alias("mg.FindSupply")]
public sealed record FindSupply(
    [property: Id(0)] Sku Sku,
    [property: Id(1)] GeoPoint From,
    [property: Id(2)] double WithinMetres,
    [property: Id(3)] int Most,
    [property: Id(4)] double BeyondMetres = -1,
    [property: Id(5)] PharmacyId? After = null);

/// <summary>A pharmacy that had the SKU when its leaf last heard.</summary>
/// <param name="Available">Packs a hold could get then; a hint, the pharmacy decides.</param>
/// <param name="Position">The pharmacy's version it belongs to.</param>
/// <param name="Evidence">What the claim rests on.</param>
[GenerateSerializer, Immutable, Alias("mg.FoundSupply")]
public sealed record FoundSupply(
    [property: Id(0)] PharmacyId Pharmacy,
    [property: Id(1)] GeoPoint Place,
    [property: Id(2)] int DeliveryMetres,
    [property: Id(3)] double DistanceMetres,
    [property: Id(4)] int Available,
    [property: Id(5)] long Position,
    [property: Id(6)] StockEvidence Evidence = default);

/// <summary>One page of what was found, nearest first.</summary>
/// <param name="More">False: there is nothing beyond the last one. True: there may be.</param>
[GenerateSerializer, Immutable, Alias("mg.SupplyPage")]
public sealed record SupplyPage([property: Id(0)] ImmutableArray<FoundSupply> Found, [property: Id(1)] bool More);
