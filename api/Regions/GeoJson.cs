using System.Collections.Immutable;
using System.Text.Json;
using MatchGrid.Api.Input;
using MatchGrid.Geo;
using MatchGrid.Regions;
using MatchGrid.Replay.Areas;

namespace MatchGrid.Api.Regions;

/// <summary>Polygons in and out as GeoJSON (RFC 7946).</summary>
internal static class GeoJson
{
    private const int MostErrors = 10;

    /// <summary>The polygons of a geometry, a feature or a collection of these.</summary>
    public static ImmutableArray<RegionPolygon> Read(JsonElement json, string field, InputErrors errors)
    {
        var found = ImmutableArray.CreateBuilder<RegionPolygon>();
        Read(json, field, found, errors);
        if (found.Count == 0 && !errors.Any)
            errors.Add(RefusalCodes.MissingField, $"{field} has no polygon.", field);
        return found.ToImmutable();
    }

    /// <summary>The whole area as one feature; circles as polygons of 64 corners.</summary>
    public static object Feature(RegionFacts facts) => new
    {
        type = "Feature",
        id = facts.Id.Value,
        properties = new { name = facts.Name, tier = facts.Tier, version = facts.Version },
        geometry = facts.Area.Everywhere
            ? Geometry([new([[new(-90, -180), new(-90, 180), new(90, 180), new(90, -180)]])])
            : Geometry([.. facts.Area.Polygons, .. facts.Area.Circles.Select(Circle)]),
    };

    public static object Feature(AtlasArea area) => new
    {
        type = "Feature", id = area.Code, properties = new { name = area.Name, kind = area.Kind }, geometry = Geometry(area.Polygons),
    };

    /// <summary>A circle's outline.</summary>
    public static RegionPolygon Circle(RegionCircle circle)
    {
        const int corners = 64;
        var angle = circle.RadiusMetres / GeoPoint.EarthRadiusMetres;
        var (latitude, longitude) = (double.DegreesToRadians(circle.Centre.Latitude), double.DegreesToRadians(circle.Centre.Longitude));
        return new([[.. Enumerable.Range(0, corners).Select(i =>
        {
            // Against the clock, as RFC 7946 wants outlines.
            var bearing = -2 * Math.PI * i / corners;
            var north = Math.Asin((Math.Sin(latitude) * Math.Cos(angle)) + (Math.Cos(latitude) * Math.Sin(angle) * Math.Cos(bearing)));
            var east = longitude + Math.Atan2(
                Math.Sin(bearing) * Math.Sin(angle) * Math.Cos(latitude), Math.Cos(angle) - (Math.Sin(latitude) * Math.Sin(north)));
            return new GeoPoint(double.RadiansToDegrees(north), Math.Clamp(double.RadiansToDegrees(east), -180, 180));
        })]]);
    }

    private static object Geometry(IEnumerable<RegionPolygon> polygons) => new
    {
        type = "MultiPolygon",
        coordinates = polygons.Select(polygon => polygon.Rings.Select(ring =>
            (ring[0] == ring[^1] ? ring : ring.Add(ring[0])).Select(corner => (double[])[corner.Longitude, corner.Latitude]))),
    };

    private static void Read(JsonElement json, string field, ImmutableArray<RegionPolygon>.Builder found, InputErrors errors)
    {
        if (errors.All.Count >= MostErrors)
            return;
        var type = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("type", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
        switch (type)
        {
            case "FeatureCollection" when Array(json, "features", out var features):
                foreach (var (i, feature) in features.Index())
                    Read(feature, $"{field}.features[{i}]", found, errors);
                break;
            case "Feature" when json.TryGetProperty("geometry", out var geometry):
                Read(geometry, $"{field}.geometry", found, errors);
                break;
            case "GeometryCollection" when Array(json, "geometries", out var geometries):
                foreach (var (i, geometry) in geometries.Index())
                    Read(geometry, $"{field}.geometries[{i}]", found, errors);
                break;
            case "Polygon" when Array(json, "coordinates", out var rings):
                found.Add(Polygon(rings, $"{field}.coordinates", errors));
                break;
            case "MultiPolygon" when Array(json, "coordinates", out var polygons):
                foreach (var (i, polygon) in polygons.Index())
                    found.Add(Polygon(polygon.ValueKind == JsonValueKind.Array ? polygon.EnumerateArray() : [], $"{field}.coordinates[{i}]", errors));
                break;
            default:
                errors.Add(RefusalCodes.InvalidField, $"{field} is GeoJSON: a Polygon, a MultiPolygon, or a Feature or collection of these.", field);
                break;
        }
    }

    private static bool Array(JsonElement json, string name, out IEnumerable<JsonElement> items)
    {
        var is_ = json.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array;
        items = is_ ? array.EnumerateArray() : [];
        return is_;
    }

    private static RegionPolygon Polygon(IEnumerable<JsonElement> rings, string field, InputErrors errors)
    {
        var found = ImmutableArray.CreateBuilder<ImmutableArray<GeoPoint>>();
        foreach (var (i, ring) in rings.Index())
        {
            var points = ImmutableArray.CreateBuilder<GeoPoint>();
            foreach (var (j, corner) in (ring.ValueKind == JsonValueKind.Array ? ring.EnumerateArray() : default).Index())
            {
                if (errors.All.Count >= MostErrors)
                    break;
                if (corner.ValueKind == JsonValueKind.Array && corner.GetArrayLength() >= 2 && corner[0].ValueKind == JsonValueKind.Number
                    && corner[1].ValueKind == JsonValueKind.Number && GeoPoint.TryCreate(corner[1].GetDouble(), corner[0].GetDouble(), out var point))
                {
                    points.Add(point);
                }
                else
                {
                    errors.Add(RefusalCodes.InvalidCoordinates, "A corner is [longitude, latitude] in degrees, on the earth.", $"{field}[{i}][{j}]");
                }
            }

            // The first corner is said again at the end.
            if (points.Count > 1 && points[0] == points[^1])
                points.RemoveAt(points.Count - 1);
            found.Add(points.ToImmutable());
        }

        return new(found.ToImmutable());
    }
}
