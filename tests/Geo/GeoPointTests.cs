using System.Text.Json;
using FsCheck.Fluent;
using MatchGrid.Geo;
using Xunit;

namespace MatchGrid.Tests.Geo;

public sealed class GeoPointTests
{
    [Theory]
    [InlineData(90.0001, 0)]
    [InlineData(-91, 0)]
    [InlineData(0, 180.5)]
    [InlineData(0, -181)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.NaN)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(0, double.NegativeInfinity)]
    public void TryCreate_OffTheEarth_Refuses(double latitude, double longitude)
    {
        Assert.False(GeoPoint.TryCreate(latitude, longitude, out _));
        Assert.False(new GeoPoint(latitude, longitude).IsValid);
        Assert.Throws<InvalidOperationException>(() => CellId.FromPoint(new(latitude, longitude)));
    }

    [Theory]
    [InlineData(90, 180)]
    [InlineData(-90, -180)]
    [InlineData(30.59, 114.3)]
    public void TryCreate_OnTheEarth_Accepts(double latitude, double longitude)
    {
        Assert.True(GeoPoint.TryCreate(latitude, longitude, out var point));
        Assert.Equal(new GeoPoint(latitude, longitude), point);
    }

    [Fact]
    public void DistanceMetresTo_KnownPlaces_MatchesTheSphere()
    {
        var degree = Math.PI * GeoPoint.EarthRadiusMetres / 180;
        Assert.Equal(degree, new GeoPoint(0, 0).DistanceMetresTo(new(0, 1)), 3);
        Assert.Equal(degree * 90, new GeoPoint(0, 17).DistanceMetresTo(new(90, -60)), 3);
        Assert.Equal(degree * 180, new GeoPoint(0, 0).DistanceMetresTo(new(0, 180)), 3);
        Assert.Equal(degree * 0.2, new GeoPoint(0, 179.9).DistanceMetresTo(new(0, -179.9)), 3);
        // Paris to New York, 5,837 km.
        Assert.InRange(new GeoPoint(48.8566, 2.3522).DistanceMetresTo(new(40.7128, -74.006)), 5_836_000, 5_838_000);
    }

    [Fact]
    public void RoundTo_AnyPlace_MovesLittleAndIsIdempotent() => Places.Check(Prop.ForAll(
        Places.Any.ToArbitrary(),
        Gen.Elements(1.0, 250, 1_000, 100_000).ToArbitrary(),
        (place, metres) =>
        {
            var rounded = place.RoundTo(metres);
            return rounded.IsValid && place.DistanceMetresTo(rounded) < 0.9 * metres && rounded.RoundTo(metres) == rounded;
        }));

    [Fact]
    public void RoundTo_PlacesOfOneField_AreToldApartNoMore()
    {
        var field = new GeoPoint(40.7128, -74.006).RoundTo();
        Assert.All(
            Enumerable.Range(0, 36),
            bearing => Assert.Equal(field, Places.Walk(field, bearing * 10, 120).RoundTo()));
    }

    [Fact]
    public void RoundToCell_AnyPlace_IsTheCentreOfItsCell() => Places.Check(Prop.ForAll(
        Places.Any.ToArbitrary(),
        Gen.Choose(0, CellId.LeafLevel).ToArbitrary(),
        (place, level) => CellId.FromPoint(place.RoundToCell(level), level) == CellId.FromPoint(place, level)));

    [Fact]
    public void Json_Point_IsTwoNumbers()
    {
        Assert.Equal("{\"Latitude\":1.5,\"Longitude\":-2}", JsonSerializer.Serialize(new GeoPoint(1.5, -2)));
        Assert.Equal(new GeoPoint(1.5, -2), JsonSerializer.Deserialize<GeoPoint>("{\"Latitude\":1.5,\"Longitude\":-2}"));
    }
}
