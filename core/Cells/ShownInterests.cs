using System.Collections.Immutable;
using MatchGrid.Markets;

namespace MatchGrid.Cells;

/// <summary>Who is interested in a SKU, best rank first, and who of them is new.</summary>
public readonly record struct ShownInterests(SkuInterests Interests, ImmutableArray<MarketInterest> New);
