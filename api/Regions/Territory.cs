using System.Collections.Concurrent;
using System.Collections.Immutable;
using MatchGrid.Api.Access;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using MatchGrid.Replay.Areas;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.Operation.Union;

namespace MatchGrid.Api.Regions;

/// <summary>Where a coordinator may act: codes of administrative areas in the token, or <c>*</c> for everywhere. Administrators act everywhere.</summary>
public sealed class Territory(AreaAtlas atlas)
{
    public const string Everywhere = "*";

    /// <summary>Outlines of the same border differ a little from map to map: about 100 m.</summary>
    private const double ToleranceDegrees = 0.001;

    private const int MostRemembered = 10_000;

    private static readonly GeometryFactory Factory = new();

    private readonly ConcurrentDictionary<string, Geometry> granted = [];
    private readonly ConcurrentDictionary<(string Territory, RegionId Region, int Version), bool> covered = [];

    /// <summary>Whether a region lies in the caller's territory.</summary>
    public bool Covers(Caller caller, RegionFacts facts)
    {
        if (IsEverywhere(caller))
            return true;
        if (caller.Role != Roles.Coordinator || caller.Territories.Count == 0 || facts.Area.Everywhere)
            return false;
        var key = (string.Join(' ', caller.Territories.Order(StringComparer.Ordinal)), facts.Id, facts.Version);
        if (covered.TryGetValue(key, out var known))
            return known;
        if (covered.Count > MostRemembered)
            covered.Clear();
        return covered[key] = Covers(caller, facts.Area);
    }

    /// <inheritdoc cref="Covers(Caller, RegionFacts)"/>
    public bool Covers(Caller caller, RegionArea area)
    {
        if (IsEverywhere(caller))
            return true;
        if (caller.Role != Roles.Coordinator || caller.Territories.Count == 0 || area.Everywhere)
            return false;
        var territory = granted.GetOrAdd(string.Join(' ', caller.Territories.Order(StringComparer.Ordinal)), _ => Granted(caller));
        return !territory.IsEmpty && area.Polygons.Concat(area.Circles.Select(GeoJson.Circle)).All(polygon => territory.Covers(GeometryFixer.Fix(Shape(polygon))));
    }

    /// <summary>Whether a polygon's outline crosses itself.</summary>
    public static bool Crosses(RegionPolygon polygon) => polygon.Rings.All(ring => ring.Length >= 3) && !Shape(polygon).IsValid;

    private static bool IsEverywhere(Caller caller) =>
        caller.Role == Roles.Admin || (caller.Role == Roles.Coordinator && caller.Territories.Contains(Everywhere));

    private Geometry Granted(Caller caller)
    {
        var parts = caller.Territories.Select(atlas.Find).OfType<AtlasArea>().SelectMany(area => area.Polygons)
            .Select(polygon => GeometryFixer.Fix(Shape(polygon))).ToList();
        return parts.Count == 0 ? Factory.CreatePolygon() : UnaryUnionOp.Union(parts).Buffer(ToleranceDegrees);
    }

    private static Polygon Shape(RegionPolygon polygon)
    {
        var rings = polygon.Rings.Select(Ring).ToList();
        return Factory.CreatePolygon(rings[0], [.. rings.Skip(1)]);
    }

    private static LinearRing Ring(ImmutableArray<Geo.GeoPoint> ring)
    {
        var corners = ring.Select(corner => new Coordinate(corner.Longitude, corner.Latitude)).ToList();
        if (!corners[0].Equals2D(corners[^1]))
            corners.Add(corners[0].Copy());
        return Factory.CreateLinearRing([.. corners]);
    }
}
