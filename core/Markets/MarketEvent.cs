using System.Text.Json.Serialization;
using MatchGrid.Identifiers;

namespace MatchGrid.Markets;

/// <summary>What a market remembers durably: who waits in it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(DemandJoined), "joined.1")]
[JsonDerivedType(typeof(DemandLeft), "left.1")]
public abstract record MarketEvent;

/// <summary>A request waits here, on these terms; replaces what was known of it.</summary>
public sealed record DemandJoined(OpenDemand Demand) : MarketEvent;

public sealed record DemandLeft(RequestId Request) : MarketEvent;
