using System.Collections.Immutable;
using MatchGrid.Geo;
using Orleans;

namespace MatchGrid.Skus;

/// <summary>Packs that a maker expects to come. An estimate: nothing is promised or held.</summary>
/// <param name="Maker">Whose it is: other makers neither see nor change it.</param>
/// <param name="Id">The maker's own name for it; the same again replaces it.</param>
/// <param name="Quantity">Packs, 1 to 1,000,000,000, in all places together.</param>
/// <param name="From">When they are expected to be there.</param>
/// <param name="Places">Where; empty for everywhere. At most 16.</param>
[GenerateSerializer, Immutable, Alias("mg.SupplyAnnouncement")]
public sealed record SupplyAnnouncement(
    [property: Id(0)] string Maker,
    [property: Id(1)] string Id,
    [property: Id(2)] int Quantity,
    [property: Id(3)] DateTimeOffset From,
    [property: Id(4)] ImmutableArray<AnnouncedPlace> Places)
{
    /// <summary>Whether some of it is expected within reach of a place.</summary>
    public bool Reaches(GeoPoint place, int radiusMetres) =>
        Places.IsDefaultOrEmpty || Places.Any(there => place.DistanceMetresTo(there.Centre) <= there.RadiusMetres + radiusMetres);
}

/// <summary>A circle in which packs are expected.</summary>
/// <param name="RadiusMetres">100 to 2,500,000.</param>
[GenerateSerializer, Immutable, Alias("mg.AnnouncedPlace")]
public readonly record struct AnnouncedPlace([property: Id(0)] GeoPoint Centre, [property: Id(1)] int RadiusMetres);
