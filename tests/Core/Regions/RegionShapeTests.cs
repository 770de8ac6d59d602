using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Regions;
using Xunit;

namespace MatchGrid.Tests.Core.Regions;

public sealed class RegionShapeTests
{
    [Fact]
    public void Polygon_WithAHole_ContainsWhatLiesBetween()
    {
        var shape = new RegionShape(new([], [new([Box(0, 0, 10), Box(4, 4, 2)])]));
        Assert.True(shape.Contains(new(1, 1)));
        Assert.False(shape.Contains(new(5, 5)));
        Assert.False(shape.Contains(new(11, 5)));
        Assert.False(shape.Contains(new(-1, 5)));
    }

    [Fact]
    public void Neighbours_ShareNoPlace_AndMissNone()
    {
        var (west, east) = (new RegionShape(new([], [new([Box(0, 0, 5)])])), new RegionShape(new([], [new([Box(0, 5, 5)])])));
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var place = new GeoPoint(Math.Round(0.1 + (random.NextDouble() * 4.8), 1), Math.Round(0.1 + (random.NextDouble() * 9.8), 1));
            Assert.True(west.Contains(place) ^ east.Contains(place), place.ToString());
        }
    }

    [Fact]
    public void Bound_HoldsEverythingInside_AlsoAtTheAntimeridian()
    {
        RegionArea[] areas =
        [
            new([], [new([Box(50, 170, 10)]), new([Box(50, -180, 10)])]),
            RegionArea.Circle(new(89, 0), 500_000),
            new([], [new([Box(-10, -70, 30)])]),
        ];
        var random = new Random(2);
        foreach (var area in areas)
        {
            var shape = new RegionShape(area);
            for (var i = 0; i < 20_000; i++)
            {
                var place = new GeoPoint((random.NextDouble() * 180) - 90, (random.NextDouble() * 360) - 180);
                if (shape.Contains(place))
                    Assert.True(place.DistanceMetresTo(shape.Centre) <= shape.RadiusMetres, $"{place} of {shape.Centre} {shape.RadiusMetres}");
            }

            Assert.True(shape.RadiusMetres < 4_000_000);
        }
    }

    private static ImmutableArray<GeoPoint> Box(double south, double west, double size) =>
        [new(south, west), new(south, west + size), new(south + size, west + size), new(south + size, west)];
}
