using System.Collections.Immutable;
using System.Text.Json;
using MatchGrid.Regions;
using MatchGrid.Replay.Data;

namespace MatchGrid.Replay.Areas;

/// <summary>Administrative areas by code: states (<c>US-NY</c>, ISO 3166-2) and counties (<c>US-36061</c>, FIPS) of the United States, counties of Hubei (<c>CN-420102</c>, GB/T 2260).</summary>
public sealed class AreaAtlas
{
    // FIPS to ISO 3166-2.
    private const string States =
        "01AL 02AK 04AZ 05AR 06CA 08CO 09CT 10DE 11DC 12FL 13GA 15HI 16ID 17IL 18IN 19IA 20KS 21KY 22LA 23ME 24MD 25MA 26MI 27MN 28MS 29MO 30MT 31NE 32NV 33NH "
        + "34NJ 35NM 36NY 37NC 38ND 39OH 40OK 41OR 42PA 44RI 45SC 46SD 47TN 48TX 49UT 50VT 51VA 53WA 54WV 55WI 56WY 60AS 66GU 69MP 72PR 78VI";

    private readonly Lazy<SortedDictionary<string, AtlasArea>> areas = new(Read);

    public AtlasArea? Find(string code) => areas.Value.GetValueOrDefault(code.ToUpperInvariant());

    /// <summary>Those whose code or name begins with the text, or has a word that does; in the order of their codes.</summary>
    public IReadOnlyList<AtlasArea> Search(string text, int most) =>
    [
        .. areas.Value.Values.Where(area =>
                area.Code.StartsWith(text, StringComparison.OrdinalIgnoreCase) || area.Name.StartsWith(text, StringComparison.CurrentCultureIgnoreCase)
                || area.Name.Contains(" " + text, StringComparison.CurrentCultureIgnoreCase))
            .OrderBy(area => area.Kind).ThenBy(area => area.Code, StringComparer.Ordinal).Take(most),
    ];

    private static SortedDictionary<string, AtlasArea> Read()
    {
        var codes = States.Split(' ').ToDictionary(state => state[..2], state => state[2..]);
        var found = new SortedDictionary<string, AtlasArea>(StringComparer.Ordinal);
        var us = TopoJson.Read(Path.Combine(ShippedSamples.Areas, "us.topo.json.gz"));
        foreach (var (id, properties, polygons) in us["states"].Where(state => codes.ContainsKey(state.Id)))
            Add(new($"US-{codes[id]}", Name(properties), AtlasKind.State, polygons));
        foreach (var (id, properties, polygons) in us["counties"].Where(county => codes.ContainsKey(county.Id[..2])))
            Add(new($"US-{id}", $"{Name(properties)}, {codes[id[..2]]}", AtlasKind.County, polygons));
        foreach (var (id, properties, polygons) in TopoJson.Read(Path.Combine(ShippedSamples.Areas, "hubei.topo.json.gz"))["counties"])
            Add(new($"CN-{id}", $"{Name(properties)}, {properties.GetProperty("prefecture").GetString()}", AtlasKind.County, polygons));
        return found;

        void Add(AtlasArea area)
        {
            if (area.Polygons.Length > 0) // some are smaller than the outlines are fine
                found[area.Code] = area;
        }
    }

    private static string Name(JsonElement properties) => properties.GetProperty("name").GetString()!;
}

/// <summary>An administrative area.</summary>
public sealed record AtlasArea(string Code, string Name, AtlasKind Kind, ImmutableArray<RegionPolygon> Polygons);

/// <summary>What kind of administrative area it is.</summary>
public enum AtlasKind
{
    State = 0,
    County = 1,
}
