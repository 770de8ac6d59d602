using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Geo;

/// <summary>A place on the earth, taken as a sphere of the mean radius 6,371,008.8 m (IUGG).</summary>
/// <param name="Latitude">Degrees north, −90 … 90.</param>
/// <param name="Longitude">Degrees east, −180 … 180.</param>
[GenerateSerializer, Immutable, Alias("geo.point")]
public readonly record struct GeoPoint([property: Id(0)] double Latitude, [property: Id(1)] double Longitude)
{
    public const double EarthRadiusMetres = 6_371_008.8;

    private const double RadiansPerDegree = Math.PI / 180;

    /// <summary>False for what is not on the earth: NaN, infinite, or out of range.</summary>
    [JsonIgnore]
    public bool IsValid => Math.Abs(Latitude) <= 90 && Math.Abs(Longitude) <= 180;

    /// <summary>Refuses what is not finite or off the earth.</summary>
    public static bool TryCreate(double latitude, double longitude, out GeoPoint point)
    {
        point = new(latitude, longitude);
        if (point.IsValid) return true;
        point = default;
        return false;
    }

    /// <summary>Great-circle distance by the haversine formula; 0 … about 20,015,115 m.</summary>
    public double DistanceMetresTo(GeoPoint other)
    {
        var halfNorth = Math.Sin((other.Latitude - Latitude) * RadiansPerDegree / 2);
        var halfEast = Math.Sin((other.Longitude - Longitude) * RadiansPerDegree / 2);
        var haversine = (halfNorth * halfNorth)
            + (Math.Cos(Latitude * RadiansPerDegree) * Math.Cos(other.Latitude * RadiansPerDegree) * halfEast * halfEast);
        return 2 * EarthRadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(haversine)));
    }

    /// <summary>A coarse place for others to see: the centre of the cell the point lies in. Leaves are 7 to 10 km wide.</summary>
    public GeoPoint RoundToCell(int level) => CellId.FromPoint(this, level).Centre;

    /// <summary>
    /// A coarse place for others to see: the centre of a field about <paramref name="metres"/> wide and high
    /// (bands of latitude, cut into equal parts). Moves a point by less than 0.9 × <paramref name="metres"/>; rounding again changes nothing.
    /// </summary>
    /// <param name="metres">Size of a field: 1 m … 100 km. 250 m is what a request with a small circle shows.</param>
    public GeoPoint RoundTo(double metres = 250)
    {
        CheckOnEarth();
        if (metres is not (>= 1 and <= 100_000)) throw new ArgumentOutOfRangeException(nameof(metres), metres, "1 m … 100 km.");

        var bands = Math.Round(Math.PI * EarthRadiusMetres / metres);
        var latitude = FieldCentre(Latitude + 90, 180, bands) - 90;
        var fields = Math.Max(1, Math.Round(2 * Math.PI * EarthRadiusMetres * Math.Cos(latitude * RadiansPerDegree) / metres));
        return new(latitude, FieldCentre(Longitude + 180, 360, fields) - 180);
    }

    internal SphereVector ToVector()
    {
        CheckOnEarth();
        // One vector per place: a pole has every longitude, and the antimeridian has two.
        if (Math.Abs(Latitude) == 90) return new(0, 0, Math.Sign(Latitude));
        var (sinLatitude, cosLatitude) = Math.SinCos(Latitude * RadiansPerDegree);
        var (sinLongitude, cosLongitude) = Math.SinCos((Longitude == 180 ? -180 : Longitude) * RadiansPerDegree);
        return new(cosLatitude * cosLongitude, cosLatitude * sinLongitude, sinLatitude);
    }

    internal static GeoPoint FromVector(SphereVector vector) => new(
        Math.Atan2(vector.Z, Math.Sqrt((vector.X * vector.X) + (vector.Y * vector.Y))) / RadiansPerDegree,
        Math.Atan2(vector.Y, vector.X) / RadiansPerDegree);

    private void CheckOnEarth()
    {
        if (!IsValid) throw new InvalidOperationException($"{this} is not on the earth.");
    }

    private static double FieldCentre(double value, double whole, double fields) =>
        (Math.Min(Math.Floor(value / whole * fields), fields - 1) + 0.5) * whole / fields;
}
