namespace MatchGrid.Geo;

/// <summary>
/// The cube round the earth. A face carries 1,024 × 1,024 leaves between 1,025 lines each way. The lines stand at equal angles
/// as seen from the earth's centre (a gnomonic projection, warped by the tangent), so each is a great circle, and lines of neighbouring
/// faces meet at the cube's edge.
/// </summary>
internal static class CubeFace
{
    public const int Count = 6;
    public const int LeavesPerSide = 1 << CellId.LeafLevel;

    private static readonly double[] Lines = MakeLines();

    /// <summary>Which face a place lies on, and in which leaf of it.</summary>
    public static (int Face, int Column, int Row) Locate(SphereVector place)
    {
        var (x, y, z) = (Math.Abs(place.X), Math.Abs(place.Y), Math.Abs(place.Z));
        // Faces 0 1 2 look at +x +y +z (0° 0°, 0° 90°E, the north pole), 3 4 5 at the opposite places.
        var (face, u, v) = x >= y && x >= z ? (place.X > 0 ? 0 : 3, place.Y / x, place.Z / x)
            : y >= z ? (place.Y > 0 ? 1 : 4, place.X / y, place.Z / y)
            : (place.Z > 0 ? 2 : 5, place.X / z, place.Y / z);
        return (face, LeafOf(u), LeafOf(v));
    }

    /// <summary>The crossing of two lines of a face, numbered 0 … 1,024.</summary>
    public static SphereVector Crossing(int face, int column, int row) => Project(face, Lines[column], Lines[row]);

    /// <summary>The middle of <paramref name="size"/> × <paramref name="size"/> leaves, by angle.</summary>
    public static SphereVector Middle(int face, int column, int row, int size) =>
        Project(face, LineAt(column + (size / 2.0)), LineAt(row + (size / 2.0)));

    private static SphereVector Project(int face, double u, double v)
    {
        var side = face < 3 ? 1 : -1;
        return ((face % 3) switch
        {
            0 => new SphereVector(side, u, v),
            1 => new SphereVector(u, side, v),
            _ => new SphereVector(u, v, side),
        }).ToUnit();
    }

    private static double LineAt(double position) => Math.Tan(Math.PI / 4 * ((2 * position / LeavesPerSide) - 1));

    private static int LeafOf(double projected)
    {
        var position = ((Math.Atan(projected) / (Math.PI / 4)) + 1) / 2 * LeavesPerSide;
        return Math.Clamp((int)position, 0, LeavesPerSide - 1);
    }

    private static double[] MakeLines()
    {
        var lines = new double[LeavesPerSide + 1];
        for (var i = 0; i < lines.Length; i++) lines[i] = LineAt(i);
        (lines[0], lines[^1]) = (-1, 1); // exactly, so that faces share their corners
        return lines;
    }
}
