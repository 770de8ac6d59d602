using MatchGrid.Geo;

namespace MatchGrid.Regions;

/// <summary>Into which cells a region's map is divided.</summary>
public static class RegionCells
{
    /// <summary>A region is about this many cells wide.</summary>
    private const int Across = 12;

    public static int LevelOf(RegionShape shape)
    {
        var level = CellId.LeafLevel;
        while (level > 0 && CellId.ShortestSideMetres(level) * Across < 2 * shape.RadiusMetres)
            level--;
        return level;
    }
}
