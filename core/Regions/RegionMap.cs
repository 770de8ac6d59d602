using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Regions;

/// <summary>The crisis regions that count at a moment. Never changes: another moment has another map.</summary>
public sealed class RegionMap
{
    private readonly ImmutableArray<Entry> entries;

    /// <param name="stamp">Another number means another map.</param>
    /// <param name="facts">Those that count, in any order.</param>
    public RegionMap(long stamp, IEnumerable<RegionFacts> facts)
    {
        Stamp = stamp;
        entries = [.. facts.OrderByDescending(one => one.Tier).ThenBy(one => one.Id).Select(one => new Entry(one, new(one.Area)))];
    }

    public static RegionMap Empty { get; } = new(0, []);

    public long Stamp { get; }

    public bool IsEmpty => entries.IsEmpty;

    /// <summary>Highest tier first.</summary>
    public IEnumerable<RegionFacts> Regions => entries.Select(entry => entry.Facts);

    /// <summary>The regions around a place, highest tier first.</summary>
    public ImmutableArray<RegionId> At(GeoPoint place)
    {
        if (entries.IsEmpty)
            return [];
        var found = ImmutableArray.CreateBuilder<RegionId>();
        foreach (var entry in entries)
        {
            if (entry.Shape.Contains(place))
                found.Add(entry.Facts.Id);
        }

        return found.ToImmutable();
    }

    /// <summary>The region of the highest tier around a place, ties by id; null for none. Those of tier 0 only watch.</summary>
    public RegionFacts? Top(GeoPoint place)
    {
        foreach (var entry in entries)
        {
            if (entry.Facts.Tier > 0 && entry.Shape.Contains(place))
                return entry.Facts;
        }

        return null;
    }

    public int TierAt(GeoPoint place) => entries.IsEmpty ? 0 : Top(place)?.Tier ?? 0;

    /// <summary>Null for one that does not count.</summary>
    public (RegionFacts Facts, RegionShape Shape)? Find(RegionId id)
    {
        foreach (var entry in entries)
        {
            if (entry.Facts.Id == id)
                return (entry.Facts, entry.Shape);
        }

        return null;
    }

    private sealed record Entry(RegionFacts Facts, RegionShape Shape);
}
