using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Geo;

/// <summary>
/// A cell of the grid over the earth: six faces of a cube (level 0), each divided into four, ten times over (level 10: leaves).
/// Every place, the poles and the antimeridian included, lies in exactly one cell of each level. Edges are great circles.
/// </summary>
/// <remarks>
/// Text: the face 0 … 5, then <c>-</c> and one quadrant digit 0 … 3 per level: <c>3-0212</c>. An ancestor's text begins its descendants' texts;
/// the order of cells is the ordinal order of their texts. <c>default</c> is face 0.
/// </remarks>
[GenerateSerializer, Immutable, Alias("geo.cell")]
[JsonConverter(typeof(CellIdJsonConverter))]
public readonly record struct CellId : IComparable<CellId>
{
    public const int LeafLevel = 10;

    /// <summary>Bits of <see cref="Packed"/> under the face: ten quadrants, the top one first, then the level.</summary>
    private const int FaceShift = (2 * LeafLevel) + LevelBits;

    private const int LevelBits = 4;

    /// <summary>Face, quadrants and level in 27 bits; in the order of cells.</summary>
    [Id(0)]
    public ulong Packed { get; private init; }

    /// <summary>0 (face) … 10 (leaf).</summary>
    public int Level => (int)(Packed & ((1 << LevelBits) - 1));

    /// <summary>0 … 5.</summary>
    public int Face => (int)(Packed >> FaceShift);

    /// <summary>The six faces.</summary>
    public static IReadOnlyList<CellId> Faces { get; } = [.. Enumerable.Range(0, CubeFace.Count).Select(face => Pack(face, 0, 0))];

    /// <summary>The cell one level up; a face has none.</summary>
    /// <exception cref="InvalidOperationException">This is a face.</exception>
    public CellId Parent => Level > 0 ? AncestorAt(Level - 1) : throw new InvalidOperationException("A face has no parent.");

    /// <summary>The four cells one level down, in order; none under a leaf.</summary>
    public IReadOnlyList<CellId> Children => Level == LeafLevel ? [] : [Child(0), Child(1), Child(2), Child(3)];

    /// <summary>The middle of the cell, by angle.</summary>
    public GeoPoint Centre
    {
        get
        {
            var (column, row) = LowestLeaf();
            return GeoPoint.FromVector(CubeFace.Middle(Face, column, row, LeavesPerSide));
        }
    }

    /// <summary>The four corners, in order round the cell.</summary>
    public IReadOnlyList<GeoPoint> Boundary
    {
        get
        {
            var (a, b, c, d) = Corners();
            return [GeoPoint.FromVector(a), GeoPoint.FromVector(b), GeoPoint.FromVector(c), GeoPoint.FromVector(d)];
        }
    }

    private uint Quadrants => (uint)(Packed >> LevelBits) & ((1u << (2 * LeafLevel)) - 1);

    private int LeavesPerSide => 1 << (LeafLevel - Level);

    /// <summary>The cell of that level in which the point lies.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A level outside 0 … 10.</exception>
    /// <exception cref="InvalidOperationException">A point that is not on the earth.</exception>
    public static CellId FromPoint(GeoPoint point, int level = LeafLevel)
    {
        CheckLevel(level);
        var (face, column, row) = CubeFace.Locate(point.ToVector());
        var quadrants = 0u;
        for (var bit = LeafLevel - 1; bit >= 0; bit--)
            quadrants = (quadrants << 2) | (((uint)row >> bit & 1) << 1) | ((uint)column >> bit & 1);
        return Pack(face, quadrants, LeafLevel).AncestorAt(level);
    }

    /// <summary>Reads the text form.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out CellId cell) => TryParse(text.AsSpan(), out cell);

    /// <inheritdoc cref="TryParse(string?, out CellId)"/>
    public static bool TryParse(ReadOnlySpan<char> text, out CellId cell)
    {
        cell = default;
        var level = Math.Max(0, text.Length - 2);
        if (text.Length is 0 or 2 || level > LeafLevel || text[0] is < '0' or > '5' || (level > 0 && text[1] != '-')) return false;
        var quadrants = 0u;
        foreach (var digit in text[^level..])
        {
            if (digit is < '0' or > '3') return false;
            quadrants = (quadrants << 2) | (uint)(digit - '0');
        }

        cell = Pack(text[0] - '0', quadrants << (2 * (LeafLevel - level)), level);
        return true;
    }

    /// <inheritdoc cref="TryParse(string?, out CellId)"/>
    /// <exception cref="FormatException">The text names no cell.</exception>
    public static CellId Parse(string text) => TryParse(text, out var cell) ? cell : throw new FormatException($"'{text}' is not a cell.");

    /// <summary>
    /// A lower bound, over all cells of a level, of the distance between opposite edges, and so of the length of every edge. A circle whose
    /// diameter is no longer meets at most four cells.
    /// </summary>
    /// <remarks>
    /// Neighbouring lines of a face are planes at an angle of 90° / 2^level through an axis that lies in the next face, and are closest at the
    /// middle of the edge to that face, 45° off their widest: sin(distance) = cos 45° · sin(90° / 2^level).
    /// </remarks>
    /// <returns>From 5,003,778 m (faces) to 6,911 m (leaves).</returns>
    public static double ShortestSideMetres(int level)
    {
        CheckLevel(level);
        return GeoPoint.EarthRadiusMetres * Math.Asin(Math.Cos(Math.PI / 4) * Math.Sin(Math.PI / 2 / (1 << level)));
    }

    /// <summary>The cell of a level at or above this one's that contains it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A level below this cell's.</exception>
    public CellId AncestorAt(int level)
    {
        if (level < 0 || level > Level) throw new ArgumentOutOfRangeException(nameof(level), level, $"0 … {Level}.");
        var below = 2 * (LeafLevel - level);
        return Pack(Face, Quadrants >> below << below, level);
    }

    public bool Contains(GeoPoint point) => FromPoint(point, Level) == this;

    /// <summary>Whether the other cell is this one or lies in it.</summary>
    public bool Contains(CellId other) => other.Level >= Level && other.AncestorAt(Level) == this;

    /// <summary>Whether the other cell lies in this one and is another.</summary>
    public bool IsAncestorOf(CellId other) => other.Level > Level && Contains(other);

    /// <summary>Distance from a point to the nearest place of the cell; 0 inside.</summary>
    public double MinDistanceMetres(GeoPoint point) => Contains(point) ? 0 : MinAngle(point.ToVector()) * GeoPoint.EarthRadiusMetres;

    /// <summary>Distance from a point to the farthest place of the cell.</summary>
    public double MaxDistanceMetres(GeoPoint point)
    {
        // What is farthest from a place is nearest to the place opposite.
        var opposite = -point.ToVector();
        return (Contains(GeoPoint.FromVector(opposite)) ? Math.PI : Math.PI - MinAngle(opposite)) * GeoPoint.EarthRadiusMetres;
    }

    public int CompareTo(CellId other) => Packed.CompareTo(other.Packed);

    public override string ToString() => Level == 0
        ? ((char)('0' + Face)).ToString()
        : string.Create(Level + 2, this, static (text, cell) =>
        {
            (text[0], text[1]) = ((char)('0' + cell.Face), '-');
            for (var i = 2; i < text.Length; i++) text[i] = (char)('0' + (cell.Quadrants >> (2 * (LeafLevel - i + 1)) & 3));
        });

    private static CellId Pack(int face, uint quadrants, int level) =>
        new() { Packed = ((ulong)face << FaceShift) | ((ulong)quadrants << LevelBits) | (uint)level };

    private static void CheckLevel(int level)
    {
        if (level is < 0 or > LeafLevel) throw new ArgumentOutOfRangeException(nameof(level), level, "0 … 10.");
    }

    private CellId Child(uint quadrant) => Pack(Face, Quadrants | (quadrant << (2 * (LeafLevel - Level - 1))), Level + 1);

    private (int Column, int Row) LowestLeaf()
    {
        var (column, row) = (0, 0);
        for (var bit = 0; bit < LeafLevel; bit++)
        {
            column |= (int)(Quadrants >> (2 * bit) & 1) << bit;
            row |= (int)(Quadrants >> ((2 * bit) + 1) & 1) << bit;
        }

        return (column, row);
    }

    private (SphereVector A, SphereVector B, SphereVector C, SphereVector D) Corners()
    {
        var (column, row) = LowestLeaf();
        var size = LeavesPerSide;
        return (CubeFace.Crossing(Face, column, row), CubeFace.Crossing(Face, column + size, row),
            CubeFace.Crossing(Face, column + size, row + size), CubeFace.Crossing(Face, column, row + size));
    }

    private double MinAngle(SphereVector place)
    {
        var (a, b, c, d) = Corners();
        return Math.Min(
            Math.Min(place.AngleToEdge(a, b), place.AngleToEdge(b, c)),
            Math.Min(place.AngleToEdge(c, d), place.AngleToEdge(d, a)));
    }
}
