using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Pharmacies;
using Orleans;

namespace MatchGrid.Cells;

/// <summary>
/// Pharmacy to leaf: which SKUs it has. Either everything (<paramref name="Whole"/>) or what changed; without changes it compares digests.
/// </summary>
/// <remarks>
/// A whole is answered with <see cref="LeafInterests"/>. Until then every change is told, afterwards only flips between none and some.
/// </remarks>
/// <param name="Epoch">Changes with every activation of the pharmacy: an instant in ticks. A leaf that sees a new one needs the whole.</param>
/// <param name="Number">Counts the messages of this epoch from 1; a gap means: ask for the whole again.</param>
/// <param name="Digest">XOR over the stable hashes of all SKUs that are there after this change.</param>
[GenerateSerializer, Immutable, Alias("mg.PharmacyPresence")]
public sealed record PharmacyPresence(
    [property: Id(0)] PharmacyId Pharmacy,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Number,
    [property: Id(3)] bool Whole,
    [property: Id(4)] ImmutableArray<SkuPresence> Changes,
    [property: Id(5)] ulong Digest);

/// <summary>How much of a SKU a pharmacy can hold out; 0 for none any more.</summary>
/// <param name="Position">The pharmacy's version it belongs to.</param>
/// <param name="Evidence">What the claim rests on; told anew when it has changed by so much that it matters.</param>
[GenerateSerializer, Immutable, Alias("mg.SkuPresence")]
public readonly record struct SkuPresence(
    [property: Id(0)] Sku Sku, [property: Id(1)] int Available, [property: Id(2)] long Position, [property: Id(3)] StockEvidence Evidence = default);

/// <summary>Leaf to pharmacy: the markets that want to hear of changes of these SKUs, replacing what was told of each SKU before.</summary>
/// <remarks>
/// A new market has heard from the leaf what was there at the last flip; a pharmacy that has another quantity now tells it so.
/// </remarks>
/// <param name="Epoch">The pharmacy's epoch this answers; another one is ignored.</param>
/// <param name="Number">Counts this leaf's messages to the pharmacy in its epoch; an older one is ignored.</param>
/// <param name="Whole">Replaces everything: SKUs not named have no interest.</param>
[GenerateSerializer, Immutable, Alias("mg.LeafInterests")]
public sealed record LeafInterests(
    [property: Id(0)] long Epoch,
    [property: Id(1)] long LeafEpoch,
    [property: Id(2)] long Number,
    [property: Id(3)] bool Whole,
    [property: Id(4)] ImmutableArray<SkuInterests> Skus);

/// <summary>Who wants to hear of one SKU, best rank first; empty for nobody.</summary>
[GenerateSerializer, Immutable, Alias("mg.SkuInterests")]
public sealed record SkuInterests([property: Id(0)] Sku Sku, [property: Id(1)] ImmutableArray<MarketInterest> Markets);
