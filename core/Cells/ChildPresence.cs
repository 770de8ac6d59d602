using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Cells;

/// <summary>Child cell to parent: which SKUs are below it; the whole or the changes.</summary>
/// <param name="Epoch">Changes with every activation of the child.</param>
/// <param name="Number">Counts the messages of this epoch from 1; a gap means: ask for the whole.</param>
/// <param name="Digest">XOR over the stable hashes of all SKUs that are below the child after this.</param>
[GenerateSerializer, Immutable, Alias("mg.ChildPresence")]
public sealed record ChildPresence(
    [property: Id(0)] CellId Child,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Number,
    [property: Id(3)] bool Whole,
    [property: Id(4)] ImmutableArray<Sku> Here,
    [property: Id(5)] ImmutableArray<Sku> Gone,
    [property: Id(6)] ulong Digest);

/// <summary>Parent to child: interests of the parent's and all higher markets.</summary>
/// <param name="Epoch">The child's epoch this answers; another one is ignored.</param>
/// <param name="ParentEpoch">Changes with every activation of the parent.</param>
/// <param name="Number">Counts the parent's messages to this child; an older one is ignored, a gap asks for the whole.</param>
/// <param name="Whole">Replaces everything: SKUs not named have no interest from above.</param>
[GenerateSerializer, Immutable, Alias("mg.AboveInterests")]
public sealed record AboveInterests(
    [property: Id(0)] long Epoch,
    [property: Id(1)] long ParentEpoch,
    [property: Id(2)] long Number,
    [property: Id(3)] bool Whole,
    [property: Id(4)] ImmutableArray<SkuInterests> Skus,
    [property: Id(5)] ulong Digest);
