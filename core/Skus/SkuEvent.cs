using System.Text.Json.Serialization;

namespace MatchGrid.Skus;

/// <summary>What can happen to a SKU. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(FactsSet), "facts.1")]
[JsonDerivedType(typeof(SuspensionChanged), "suspension.1")]
[JsonDerivedType(typeof(SuspensionRepeated), "repeated.1")]
[JsonDerivedType(typeof(SupplyAnnounced), "announced.1")]
[JsonDerivedType(typeof(AnnouncementWithdrawn), "withdrawn.1")]
public abstract record SkuEvent;

/// <param name="Publish">Whether the catalogue must be told: not when it is where they come from.</param>
public sealed record FactsSet(SkuFacts Facts, bool Publish) : SkuEvent;

/// <summary>Recalled, or no longer.</summary>
public sealed record SuspensionChanged(DateTimeOffset At, bool Suspended) : SkuEvent;

/// <summary>The cells were told again.</summary>
public sealed record SuspensionRepeated : SkuEvent;

/// <summary>A maker expects packs; replaces what it said under that name.</summary>
public sealed record SupplyAnnounced(DateTimeOffset At, SupplyAnnouncement Announcement) : SkuEvent;

public sealed record AnnouncementWithdrawn(string Maker, string Id) : SkuEvent;
