using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MatchGrid.Skus;

/// <summary>What can happen to the catalogue. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(FactsHeard), "heard.1")]
[JsonDerivedType(typeof(FactsImported), "imported.1")]
public abstract record CatalogueEvent;

/// <summary>A SKU said what its facts are.</summary>
public sealed record FactsHeard(SkuFacts Facts) : CatalogueEvent;

/// <summary>Facts came in by an import; their SKUs are told.</summary>
public sealed record FactsImported(ImmutableArray<SkuFacts> Facts) : CatalogueEvent;
