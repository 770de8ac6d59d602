using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using Orleans;

namespace MatchGrid.Skus;

/// <summary>Packs that a maker expects to come. An estimate: nothing is promised or held.</summary>
/// <param name="Maker">Whose it is: other makers neither see nor change it.</param>
/// <param name="Id">The maker's own name for it; the same again replaces it.</param>
/// <param name="Quantity">Packs, 1 to 1,000,000,000, in all places together.</param>
/// <param name="From">When they are expected to be there.</param>
/// <param name="Places">Where; with no region either: everywhere. At most 16.</param>
/// <param name="Regions">Crisis regions that it is meant for, at most 16.</param>
[GenerateSerializer, Immutable, Alias("mg.SupplyAnnouncement")]
public sealed record SupplyAnnouncement(
    [property: Id(0)] string Maker,
    [property: Id(1)] string Id,
    [property: Id(2)] int Quantity,
    [property: Id(3)] DateTimeOffset From,
    [property: Id(4)] ImmutableArray<AnnouncedPlace> Places,
    [property: Id(7)] ImmutableArray<RegionId> Regions = default)
{
    /// <summary>Whether some of it is expected within reach of a place.</summary>
    /// <param name="around">The crisis regions around the place.</param>
    public bool Reaches(GeoPoint place, int radiusMetres, ImmutableArray<RegionId> around) =>
        IsEverywhere || Places.Any(there => place.DistanceMetresTo(there.Centre) <= there.RadiusMetres + radiusMetres)
        || (!Regions.IsDefaultOrEmpty && Regions.Any(around.Contains));

    [JsonIgnore]
    public bool IsEverywhere => Places.IsDefaultOrEmpty && Regions.IsDefaultOrEmpty;

    /// <summary>Whether all of it is expected in a region.</summary>
    public bool IsFor(RegionFacts region, RegionShape shape) =>
        region.Area.Everywhere || (!IsEverywhere && Places.All(there => shape.Contains(there.Centre)) && (Regions.IsDefaultOrEmpty || Regions.All(region.Id.Equals)));

    /// <summary>Whether some of it may be expected in a region.</summary>
    public bool Touches(RegionFacts region, RegionShape shape) =>
        IsFor(region, shape) || IsEverywhere || (!Regions.IsDefaultOrEmpty && Regions.Contains(region.Id))
        || Places.Any(there => shape.Contains(there.Centre) || shape.Centre.DistanceMetresTo(there.Centre) <= shape.RadiusMetres + there.RadiusMetres);
}

/// <summary>A circle in which packs are expected.</summary>
/// <param name="RadiusMetres">100 to 2,500,000.</param>
[GenerateSerializer, Immutable, Alias("mg.AnnouncedPlace")]
public readonly record struct AnnouncedPlace([property: Id(0)] GeoPoint Centre, [property: Id(1)] int RadiusMetres);
