using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Geo;
using Xunit;

namespace MatchGrid.Tests.Geo;

public sealed class CircleCoverTests
{
    [Fact]
    public void Of_AnyCircle_HasAtMostFourCellsAndMissesNoPlace() => Places.Check(
        Prop.ForAll(Circles.ToArbitrary(), circle =>
        {
            var cover = CircleCover.Of(circle.Centre, circle.Radius);
            Assert.InRange(cover.Cells.Count, 1, 4);
            Assert.All(cover.Cells, cell => Assert.Equal(cover.Level, cell.Level));
            Assert.All(cover.Cells, cell => Assert.True(cell.MinDistanceMetres(circle.Centre) <= circle.Radius + 0.02));
            Assert.Equal(cover.Cells.Order(), cover.Cells);
            for (var bearing = 0; bearing < 360; bearing += 5)
            {
                foreach (var part in (double[])[0, 0.3, 0.7, 0.95, 0.9999])
                {
                    var place = Places.Walk(circle.Centre, bearing, circle.Radius * part);
                    Assert.Contains(CellId.FromPoint(place, cover.Level), cover.Cells);
                }
            }
        }),
        cases: 3000);

    [Fact]
    public void Of_AnyCircle_UsesTheFinestLevelThatIsWideEnough() => Places.Check(Prop.ForAll(Circles.ToArbitrary(), circle =>
    {
        var level = CircleCover.Of(circle.Centre, circle.Radius).Level;
        Assert.True(CellId.ShortestSideMetres(level) >= 2 * circle.Radius);
        Assert.True(level == CellId.LeafLevel || CellId.ShortestSideMetres(level + 1) < 2 * (circle.Radius + 0.02));
    }));

    [Theory]
    [InlineData(3_000, 10)]
    [InlineData(10_000, 8)]
    [InlineData(50_000, 6)]
    [InlineData(500_000, 2)]
    [InlineData(2_500_000, 0)]
    public void Of_UsualRadius_HasItsLevel(double radiusMetres, int level) =>
        Assert.Equal(level, CircleCover.Of(new(48.8566, 2.3522), radiusMetres).Level);

    [Theory]
    [InlineData(99.9)]
    [InlineData(2_500_000.1)]
    [InlineData(double.NaN)]
    [InlineData(-5)]
    public void Of_RadiusOutOfRange_Refuses(double radiusMetres) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CircleCover.Of(new(0, 0), radiusMetres));

    /// <summary>Circles anywhere, every other one as wide as its level allows: the hardest for the limit of four.</summary>
    private static Gen<(GeoPoint Centre, double Radius)> Circles { get; } =
        from centre in Places.Any
        from radius in Gen.OneOf(
            Places.Radii,
            Gen.Choose(0, CellId.LeafLevel).Select(level => Math.Min(CircleCover.MostRadiusMetres, (CellId.ShortestSideMetres(level) / 2) - 0.011)))
        select (centre, radius);
}
