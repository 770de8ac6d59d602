namespace MatchGrid.Geo;

/// <summary>The cells that a circle meets, at the finest level where there are at most four of them.</summary>
/// <param name="Level">The finest level whose cells' shortest side is at least the circle's diameter.</param>
/// <param name="Cells">One to four cells, in order. Every place within the radius lies in one of them.</param>
public sealed record CircleCover(int Level, IReadOnlyList<CellId> Cells)
{
    public const double LeastRadiusMetres = 100;
    public const double MostRadiusMetres = 2_500_000;

    /// <summary>Added to the radius, so that rounding never leaves out a cell which the circle just touches.</summary>
    private const double RoundingMetres = 0.01;

    /// <summary>The cover of a circle.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A radius outside 100 m … 2,500 km.</exception>
    /// <exception cref="InvalidOperationException">A centre that is not on the earth.</exception>
    public static CircleCover Of(GeoPoint centre, double radiusMetres)
    {
        if (radiusMetres is not (>= LeastRadiusMetres and <= MostRadiusMetres))
            throw new ArgumentOutOfRangeException(nameof(radiusMetres), radiusMetres, "100 m … 2,500 km.");

        var reach = radiusMetres + RoundingMetres;
        var level = LevelFor(radiusMetres);
        var cells = CellId.Faces.Where(cell => cell.MinDistanceMetres(centre) <= reach);
        for (var i = 0; i < level; i++)
            cells = cells.SelectMany(cell => cell.Children).Where(cell => cell.MinDistanceMetres(centre) <= reach);
        return new(level, [.. cells]);
    }

    /// <summary>The finest level whose cells' shortest side is at least the circle's diameter; the radius as for <see cref="Of"/>.</summary>
    public static int LevelFor(double radiusMetres)
    {
        var level = CellId.LeafLevel;
        while (CellId.ShortestSideMetres(level) < 2 * (radiusMetres + RoundingMetres)) level--;
        return level;
    }
}
