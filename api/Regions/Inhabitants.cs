using MatchGrid.Regions;
using MatchGrid.Replay.Data;

namespace MatchGrid.Api.Regions;

/// <summary>How many people live in a region, where that is known, and whether figures of it would tell of few of them.</summary>
public sealed class Inhabitants
{
    private readonly Lazy<IReadOnlyList<PopulationArea>> areas = new(() => PopulationReader.Read(Path.Combine(ShippedSamples.Areas, "us_zcta.csv.gz")));

    /// <summary>Null where nothing is known of the place.</summary>
    public long? Of(RegionArea area)
    {
        var shape = new RegionShape(area);
        var found = areas.Value.Where(one => shape.Contains(one.Place)).Sum(one => (long)one.Population);
        return found == 0 ? null : found;
    }

    /// <summary>
    /// Whether exact figures of this region, beside those of the regions there are or were, would let somebody work out a count of fewer than
    /// <see cref="CoarseFigures.LeastInhabitants"/> people. What can be worked out from exact figures are sums over the pieces into which their
    /// outlines cut each other: no piece may be small.
    /// </summary>
    public bool TellsOfFew(RegionArea area, long? population, IEnumerable<RegionFacts> others)
    {
        if (population is null or < CoarseFigures.LeastInhabitants)
            return true;
        var shapes = others.Where(one => !one.Coarse).Select(one => new RegionShape(one.Area)).Prepend(new(area)).ToList();
        var pieces = new Dictionary<string, long>();
        foreach (var one in areas.Value)
        {
            var piece = string.Create(shapes.Count, (shapes, one.Place), static (text, state) =>
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = state.shapes[i].Contains(state.Place) ? '1' : '0';
            });
            if (piece.Contains('1', StringComparison.Ordinal))
                pieces[piece] = pieces.GetValueOrDefault(piece) + one.Population;
        }

        return pieces.Values.Any(people => people < CoarseFigures.LeastInhabitants);
    }
}
