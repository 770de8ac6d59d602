using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Json;
using MatchGrid.Geo;
using MatchGrid.Regions;

namespace MatchGrid.Replay.Areas;

/// <summary>Reads the objects of a quantised TopoJSON file (its specification: github.com/topojson/topojson-specification).</summary>
internal static class TopoJson
{
    /// <param name="path">Gzipped.</param>
    /// <returns>By object name: id, properties, outlines.</returns>
    public static Dictionary<string, List<(string Id, JsonElement Properties, ImmutableArray<RegionPolygon> Polygons)>> Read(string path)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        var root = JsonDocument.Parse(file).RootElement;
        var arcs = Arcs(root);
        return root.GetProperty("objects").EnumerateObject().ToDictionary(
            one => one.Name,
            one => one.Value.GetProperty("geometries").EnumerateArray().Where(geometry => geometry.TryGetProperty("id", out _))
                .Select(geometry => (geometry.GetProperty("id").ToString(), geometry.GetProperty("properties"), Polygons(geometry, arcs))).ToList());
    }

    // Positions are whole numbers, each the difference to the one before.
    private static ImmutableArray<GeoPoint>[] Arcs(JsonElement root)
    {
        var (scale, shift) = (root.GetProperty("transform").GetProperty("scale"), root.GetProperty("transform").GetProperty("translate"));
        return
        [
            .. root.GetProperty("arcs").EnumerateArray().Select(arc =>
            {
                var (x, y) = (0L, 0L);
                var points = ImmutableArray.CreateBuilder<GeoPoint>();
                foreach (var position in arc.EnumerateArray())
                {
                    (x, y) = (x + position[0].GetInt64(), y + position[1].GetInt64());
                    points.Add(new((y * scale[1].GetDouble()) + shift[1].GetDouble(), Math.Clamp((x * scale[0].GetDouble()) + shift[0].GetDouble(), -180, 180)));
                }

                return points.ToImmutable();
            }),
        ];
    }

    private static ImmutableArray<RegionPolygon> Polygons(JsonElement geometry, ImmutableArray<GeoPoint>[] arcs) => geometry.GetProperty("type").GetString() switch
    {
        "Polygon" => Polygon(geometry.GetProperty("arcs"), arcs),
        "MultiPolygon" => [.. geometry.GetProperty("arcs").EnumerateArray().SelectMany(polygon => Polygon(polygon, arcs))],
        _ => [],
    };

    // What is smaller than the file's steps has shrunk to a line, and is left out.
    private static ImmutableArray<RegionPolygon> Polygon(JsonElement rings, ImmutableArray<GeoPoint>[] arcs)
    {
        var found = rings.EnumerateArray().Select(ring => Ring(ring, arcs)).ToList();
        return IsArea(found[0]) ? [new([.. found.Where(IsArea)])] : [];
    }

    private static bool IsArea(ImmutableArray<GeoPoint> ring) => ring.Distinct().Count() >= 3;

    // Arcs meet end to end; a negative number (~i) is arc i backwards.
    private static ImmutableArray<GeoPoint> Ring(JsonElement ring, ImmutableArray<GeoPoint>[] arcs)
    {
        var points = ImmutableArray.CreateBuilder<GeoPoint>();
        foreach (var index in ring.EnumerateArray().Select(number => number.GetInt32()))
        {
            var arc = index >= 0 ? arcs[index] : [.. arcs[~index].Reverse()];
            points.AddRange(points.Count > 0 ? arc[1..] : arc);
        }

        return points.ToImmutable();
    }
}
