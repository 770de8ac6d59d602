namespace MatchGrid.Geo;

/// <summary>A vector from the earth's centre; of length 1 where it names a place.</summary>
internal readonly record struct SphereVector(double X, double Y, double Z)
{
    public static SphereVector operator -(SphereVector vector) => new(-vector.X, -vector.Y, -vector.Z);

    public double Dot(SphereVector other) => (X * other.X) + (Y * other.Y) + (Z * other.Z);

    public SphereVector Cross(SphereVector other) => new(
        (Y * other.Z) - (Z * other.Y),
        (Z * other.X) - (X * other.Z),
        (X * other.Y) - (Y * other.X));

    public double Length => Math.Sqrt(Dot(this));

    public SphereVector ToUnit()
    {
        var length = Length;
        return new(X / length, Y / length, Z / length);
    }

    /// <summary>Radians between two vectors, exact to rounding for small and large angles alike.</summary>
    public double AngleTo(SphereVector other) => Math.Atan2(Cross(other).Length, Dot(other));

    /// <summary>Radians from this place to the nearest point of the great-circle edge between two others.</summary>
    public double AngleToEdge(SphereVector start, SphereVector end)
    {
        var normal = start.Cross(end).ToUnit();
        var besideEdge = normal.Cross(start).Dot(this) >= 0 && normal.Cross(end).Dot(this) <= 0;
        return besideEdge
            ? Math.Abs(Math.Asin(Math.Clamp(normal.Dot(this), -1, 1)))
            : Math.Min(AngleTo(start), AngleTo(end));
    }
}
