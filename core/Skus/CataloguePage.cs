using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Skus;

/// <summary>Catalogue changes in the order in which they were published.</summary>
/// <param name="Version">Ask on from here.</param>
/// <param name="More">Whether there is more than fitted.</param>
[GenerateSerializer, Immutable, Alias("mg.CataloguePage")]
public sealed record CataloguePage([property: Id(0)] long Version, [property: Id(1)] ImmutableArray<SkuFacts> Changed, [property: Id(2)] bool More);
