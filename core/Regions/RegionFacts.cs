using System.Text.Json.Serialization;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>A crisis region as everybody in the grid knows it.</summary>
/// <param name="Version">Counts its changes; a match records under which one it was made.</param>
/// <param name="Tier">Requests inside come before all others of a lower tier; 0 only watches, 9 is the highest.</param>
/// <param name="From">It counts from this instant…</param>
/// <param name="Until">…up to this one; null for until it is closed.</param>
/// <param name="FeeWaiver">Carried on its matches: the patient pays no fee.</param>
/// <param name="Population">Inhabitants, where known.</param>
/// <param name="Coarse">Its figures show no small count: see <see cref="CoarseFigures"/>.</param>
[GenerateSerializer, Immutable, Alias("mg.RegionFacts")]
public sealed record RegionFacts(
    [property: Id(0)] RegionId Id,
    [property: Id(1)] int Version,
    [property: Id(2)] string Name,
    [property: Id(3)] RegionArea Area,
    [property: Id(4)] int Tier,
    [property: Id(5)] DateTimeOffset From,
    [property: Id(6)] DateTimeOffset? Until,
    [property: Id(7)] bool FeeWaiver,
    [property: Id(8)] long? Population,
    [property: Id(9)] bool Coarse,
    [property: Id(10)] bool Closed = false)
{
    public const int HighestTier = 9;

    public bool CountsAt(DateTimeOffset now) => !Closed && From <= now && (Until is null || now < Until);

    /// <summary>When it begins or ceases to count next; null for never.</summary>
    public DateTimeOffset? TurnsAfter(DateTimeOffset now) => Closed ? null : now < From ? From : now < Until ? Until : null;
}

/// <summary>The crisis region that a match was made under.</summary>
[GenerateSerializer, Immutable, Alias("mg.MatchRegion")]
public sealed record MatchRegion(
    [property: Id(0)] RegionId Id, [property: Id(1)] int Version, [property: Id(2)] int Tier, [property: Id(3)] bool FeeWaiver);
