using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Markets;

/// <summary>What keeps packs of one market from a request.</summary>
/// <param name="Before">Who stands before it, by the rule that puts them there.</param>
/// <param name="InHand">Packs are being asked for at this moment.</param>
[GenerateSerializer, Immutable, Alias("mg.MarketStanding")]
public sealed record MarketStanding(
    [property: Id(0)] Sku Sku,
    [property: Id(1)] StandBefore Before,
    [property: Id(2)] SupplyStanding Supply,
    [property: Id(3)] bool InHand);

/// <summary>Requests of a market with a better rank, by the first thing that makes it better.</summary>
/// <param name="Tier">In a crisis region of a higher tier.</param>
/// <param name="Urgency">More urgent.</param>
/// <param name="NeededBy">Needed earlier.</param>
/// <param name="Waited">Waiting longer.</param>
[GenerateSerializer, Immutable, Alias("mg.StandBefore")]
public readonly record struct StandBefore(
    [property: Id(0)] int Tier, [property: Id(1)] int Urgency, [property: Id(2)] int NeededBy, [property: Id(3)] int Waited)
{
    public int All => Tier + Urgency + NeededBy + Waited;
}
