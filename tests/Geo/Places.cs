using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Geo;

namespace MatchGrid.Tests.Geo;

/// <summary>Places for properties: anywhere on the earth, and often where a grid on a cube is likeliest to go wrong.</summary>
public static class Places
{
    private static readonly double CornerLatitude = Math.Asin(1 / Math.Sqrt(3)) * 180 / Math.PI;

    public static Gen<double> Between(double low, double high) =>
        Gen.Choose(0, int.MaxValue - 1).Select(n => low + ((high - low) * n / (int.MaxValue - 1)));

    public static Gen<GeoPoint> Anywhere { get; } =
        from height in Between(-1, 1)
        from longitude in Between(-180, 180)
        select new GeoPoint(Math.Asin(height) * 180 / Math.PI, longitude);

    /// <summary>At or near the poles, the antimeridian, the corners and edges of the cube, and corners of cells.</summary>
    public static Gen<GeoPoint> Awkward { get; } =
        from basis in Gen.OneOf(
            Gen.Elements(new GeoPoint(90, 12), new GeoPoint(-90, -77), new GeoPoint(0, 0), new GeoPoint(0, 180), new GeoPoint(0, -180)),
            from latitude in Between(-90, 90)
            from longitude in Gen.Elements(180.0, -180.0, 45, 135, -45, -135)
            select new GeoPoint(latitude, longitude),
            from north in Gen.Elements(1, -1)
            from longitude in Gen.Elements(45.0, 135, -45, -135)
            select new GeoPoint(north * CornerLatitude, longitude),
            from longitude in Between(-180, 180)
            from north in Gen.Elements(45.0, -45)
            select new GeoPoint(north, longitude),
            from place in Anywhere
            from level in Gen.Choose(0, 10)
            from corner in Gen.Choose(0, 3)
            select CellId.FromPoint(place, level).Boundary[corner])
        from scale in Gen.Elements(0.0, 1e-9, 1e-4, 0.05, 2)
        from north in Between(-1, 1)
        from east in Between(-1, 1)
        select new GeoPoint(
            Math.Clamp(basis.Latitude + (scale * north), -90, 90),
            Math.Clamp(basis.Longitude + (scale * east), -180, 180));

    public static Gen<GeoPoint> Any { get; } = Gen.OneOf(Anywhere, Awkward);

    public static Gen<CellId> Cells { get; } = from place in Any from level in Gen.Choose(0, CellId.LeafLevel) select CellId.FromPoint(place, level);

    /// <summary>A radius that a circle may have, evenly over its orders of magnitude.</summary>
    public static Gen<double> Radii { get; } =
        Between(Math.Log(CircleCover.LeastRadiusMetres), Math.Log(CircleCover.MostRadiusMetres))
            .Select(log => Math.Clamp(Math.Exp(log), CircleCover.LeastRadiusMetres, CircleCover.MostRadiusMetres));

    /// <summary>Where one comes to from a start after some metres in a direction (degrees clockwise from north).</summary>
    public static GeoPoint Walk(GeoPoint start, double bearing, double metres)
    {
        var angle = metres / GeoPoint.EarthRadiusMetres;
        var (sinStart, cosStart) = Math.SinCos(start.Latitude * Math.PI / 180);
        var (sinBearing, cosBearing) = Math.SinCos(bearing * Math.PI / 180);
        var sinLatitude = (sinStart * Math.Cos(angle)) + (cosStart * Math.Sin(angle) * cosBearing);
        var east = Math.Atan2(sinBearing * Math.Sin(angle) * cosStart, Math.Cos(angle) - (sinStart * sinLatitude));
        var longitude = start.Longitude + (east * 180 / Math.PI);
        return new(
            Math.Asin(Math.Clamp(sinLatitude, -1, 1)) * 180 / Math.PI,
            longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude);
    }

    public static void Check(Property property, int cases = 1000) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases), property);
}
