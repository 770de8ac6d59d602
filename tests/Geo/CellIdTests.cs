using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Geo;
using Xunit;

namespace MatchGrid.Tests.Geo;

public sealed class CellIdTests
{
    [Fact]
    public void FromPoint_EveryLevel_NestsAndContains() => Places.Check(Prop.ForAll(Places.Any.ToArbitrary(), place =>
    {
        for (var level = 1; level <= CellId.LeafLevel; level++)
        {
            var (cell, above) = (CellId.FromPoint(place, level), CellId.FromPoint(place, level - 1));
            Assert.Equal(above, cell.Parent);
            Assert.Equal(level, cell.Level);
            Assert.Contains(cell, above.Children);
            Assert.Single(above.Children, child => child.Contains(place));
            Assert.True(above.IsAncestorOf(cell) && !cell.IsAncestorOf(above) && !cell.IsAncestorOf(cell));
            Assert.True(above.Contains(cell) && cell.Contains(cell) && !cell.Contains(above));
            Assert.Equal(0, cell.MinDistanceMetres(place));
        }

        Assert.Single(CellId.Faces, face => face.Contains(place));
    }));

    [Fact]
    public void FromPoint_OnePlaceWrittenTwice_IsOneCell()
    {
        Assert.All([-89.0, -45, 0, 12.5, 77], latitude => Assert.Equal(CellId.FromPoint(new(latitude, 180)), CellId.FromPoint(new(latitude, -180))));
        Assert.All([-90.0, 90], pole => Assert.All([-180.0, -45, 12.5, 90, 180], longitude =>
            Assert.Equal(CellId.FromPoint(new(pole, 0)), CellId.FromPoint(new(pole, longitude)))));
    }

    [Fact]
    public void Text_AnyCell_ReadsBackAndKeepsTheOrder() => Places.Check(Prop.ForAll(
        Places.Cells.ToArbitrary(),
        Places.Cells.ToArbitrary(),
        (one, other) =>
        {
            Assert.True(CellId.TryParse(one.ToString(), out var read));
            Assert.Equal(one, read);
            Assert.Equal(Math.Sign(string.CompareOrdinal(one.ToString(), other.ToString())), Math.Sign(one.CompareTo(other)));
            Assert.Equal(one.IsAncestorOf(other), one != other && other.ToString().StartsWith(one.ToString(), StringComparison.Ordinal));
        }));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("6")]
    [InlineData("3-")]
    [InlineData("30")]
    [InlineData("3-4")]
    [InlineData("3_0")]
    [InlineData("-1")]
    [InlineData("3-021 ")]
    [InlineData("3-00000000000")]
    public void TryParse_NoCell_Refuses(string? text)
    {
        Assert.False(CellId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => CellId.Parse(text!));
    }

    [Fact]
    public void Json_Cell_IsItsTextAsValueAndAsKey()
    {
        var cell = CellId.Parse("3-0212");
        var figures = new Dictionary<CellId, CellId> { [cell] = cell.Parent };
        Assert.Equal("{\"3-0212\":\"3-021\"}", JsonSerializer.Serialize(figures));
        Assert.Equal(figures, JsonSerializer.Deserialize<Dictionary<CellId, CellId>>("{\"3-0212\":\"3-021\"}"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CellId>("\"9\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CellId>("null"));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CellId>("7"));
    }

    [Fact]
    public void Family_EndsOfTheTree_HaveNoParentAndNoChildren()
    {
        Assert.Throws<InvalidOperationException>(() => CellId.Faces[2].Parent);
        Assert.Empty(CellId.FromPoint(new(1, 1)).Children);
        Assert.Throws<ArgumentOutOfRangeException>(() => CellId.FromPoint(new(1, 1), 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => CellId.FromPoint(new(1, 1), -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CellId.FromPoint(new(1, 1), 3).AncestorAt(4));
    }

    [Fact]
    public void Distances_AnyCellAndPlace_BoundEveryPlaceInItAndAreReached() => Places.Check(
        Prop.ForAll(Places.Cells.ToArbitrary(), Places.Any.ToArbitrary(), (cell, place) =>
        {
            var (least, most) = (cell.MinDistanceMetres(place), cell.MaxDistanceMetres(place));
            var sampled = Samples(cell).Select(sample => place.DistanceMetresTo(sample)).ToList();
            // Neighbouring samples are a fortieth of the cell apart.
            var step = GeoPoint.EarthRadiusMetres * Math.PI / 2 / (1 << cell.Level) / 40;
            Assert.All(sampled, distance => Assert.InRange(distance, least - 0.5, most + 0.5));
            Assert.True(cell.Contains(place) || sampled.Min() <= least + step, $"{cell} {place}: least {least}, sampled {sampled.Min()}");
            Assert.True(sampled.Max() >= most - step, $"{cell} {place}: most {most}, sampled {sampled.Max()}");
        }),
        cases: 300);

    [Fact]
    public void ShortestSide_EveryLevel_IsALowerBoundAndNearlyReached()
    {
        for (var level = 0; level <= CellId.LeafLevel; level++)
        {
            var bound = CellId.ShortestSideMetres(level);
            var shortest = double.MaxValue;
            Places.Check(
                Prop.ForAll(Places.Any.ToArbitrary(), place => shortest = Math.Min(shortest, OppositeEdges(CellId.FromPoint(place, level)))),
                cases: 300);
            // The narrowest cells touch the middle of an edge of the cube.
            if (level > 0) shortest = Math.Min(shortest, OppositeEdges(CellId.FromPoint(new(44.999, 0.001), level)));

            Assert.True(shortest >= bound, $"level {level}: {shortest} < {bound}");
            if (level >= 2) Assert.InRange(shortest, bound, bound * 1.13);
        }
    }

    /// <summary>The least distance between opposite edges of a cell, found by walking along them.</summary>
    private static double OppositeEdges(CellId cell)
    {
        var corners = cell.Boundary;
        return Math.Min(Apart(corners[0], corners[1], corners[3], corners[2]), Apart(corners[0], corners[3], corners[1], corners[2]));

        static double Apart(GeoPoint a, GeoPoint b, GeoPoint c, GeoPoint d) =>
            Steps(a, b).SelectMany(place => Steps(c, d), (place, opposite) => place.DistanceMetresTo(opposite)).Min();

        static List<GeoPoint> Steps(GeoPoint from, GeoPoint to) => [.. Enumerable.Range(0, 11).Select(i => Between(from, to, i / 10.0))];
    }

    /// <summary>Places of a cell: a net over it with its edges and corners.</summary>
    private static IEnumerable<GeoPoint> Samples(CellId cell)
    {
        var corners = cell.Boundary;
        for (var i = 0; i <= 40; i++)
        {
            var (left, right) = (Between(corners[0], corners[3], i / 40.0), Between(corners[1], corners[2], i / 40.0));
            for (var j = 0; j <= 40; j++) yield return Between(left, right, j / 40.0);
        }
    }

    /// <summary>A place on the great circle between two, by straight division of the chord.</summary>
    private static GeoPoint Between(GeoPoint from, GeoPoint to, double part)
    {
        var (a, b) = (Vector(from), Vector(to));
        var (x, y, z) = (a.X + ((b.X - a.X) * part), a.Y + ((b.Y - a.Y) * part), a.Z + ((b.Z - a.Z) * part));
        return new(Math.Atan2(z, Math.Sqrt((x * x) + (y * y))) * 180 / Math.PI, Math.Atan2(y, x) * 180 / Math.PI);

        static (double X, double Y, double Z) Vector(GeoPoint place)
        {
            var (sinLatitude, cosLatitude) = Math.SinCos(place.Latitude * Math.PI / 180);
            var (sinLongitude, cosLongitude) = Math.SinCos(place.Longitude * Math.PI / 180);
            return (cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
        }
    }
}
