using System.Collections.Immutable;
using MatchGrid.Geo;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>Where a region is: everything that lies in one of its parts.</summary>
/// <param name="Everywhere">The whole earth, whatever else is named.</param>
[GenerateSerializer, Immutable, Alias("mg.RegionArea")]
public sealed record RegionArea(
    [property: Id(0)] ImmutableArray<RegionCircle> Circles,
    [property: Id(1)] ImmutableArray<RegionPolygon> Polygons,
    [property: Id(2)] bool Everywhere = false)
{
    public static RegionArea Earth { get; } = new([], [], Everywhere: true);

    public static RegionArea Circle(GeoPoint centre, double radiusMetres) => new([new(centre, radiusMetres)], []);
}

/// <param name="RadiusMetres">Along the great circle.</param>
[GenerateSerializer, Immutable, Alias("mg.RegionCircle")]
public sealed record RegionCircle([property: Id(0)] GeoPoint Centre, [property: Id(1)] double RadiusMetres);

/// <summary>A polygon as in GeoJSON (RFC 7946): edges are straight in longitude and latitude, none crosses the antimeridian.</summary>
/// <param name="Rings">The outline, then the holes; closed or not.</param>
[GenerateSerializer, Immutable, Alias("mg.RegionPolygon")]
public sealed record RegionPolygon([property: Id(0)] ImmutableArray<ImmutableArray<GeoPoint>> Rings);
