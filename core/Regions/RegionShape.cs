using MatchGrid.Geo;

namespace MatchGrid.Regions;

/// <summary>An area made ready for many questions.</summary>
public sealed class RegionShape
{
    /// <summary>Edges are straight on the map, the bound is a circle on the sphere: it is drawn this much wider.</summary>
    private const double Wider = 1.1;

    private const double EarthHalfRound = Math.PI * GeoPoint.EarthRadiusMetres;

    private readonly RegionArea area;
    private readonly Outline[] outlines;

    public RegionShape(RegionArea area)
    {
        this.area = area;
        outlines = [.. area.Polygons.Select(polygon => new Outline(polygon))];
        (Centre, RadiusMetres) = Bound();
    }

    /// <summary>A circle with everything in it.</summary>
    public GeoPoint Centre { get; }

    public double RadiusMetres { get; }

    public bool Contains(GeoPoint place)
    {
        if (area.Everywhere)
            return true;
        foreach (var circle in area.Circles)
        {
            if (circle.Centre.DistanceMetresTo(place) <= circle.RadiusMetres)
                return true;
        }

        foreach (var outline in outlines)
        {
            if (outline.Contains(place))
                return true;
        }

        return false;
    }

    private (GeoPoint Centre, double RadiusMetres) Bound()
    {
        if (area.Everywhere)
            return (default, EarthHalfRound);
        var places = area.Circles.Select(circle => circle.Centre).Concat(area.Polygons.SelectMany(polygon => polygon.Rings.Take(1)).SelectMany(ring => ring)).ToList();
        var (x, y, z) = (0.0, 0.0, 0.0);
        foreach (var place in places)
        {
            var vector = place.ToVector();
            (x, y, z) = (x + vector.X, y + vector.Y, z + vector.Z);
        }

        var centre = GeoPoint.FromVector(new(x, y, z));
        var farthest = area.Circles.Select(circle => centre.DistanceMetresTo(circle.Centre) + circle.RadiusMetres)
            .Concat(places.Select(centre.DistanceMetresTo)).DefaultIfEmpty(0).Max();
        return (centre, Math.Min(EarthHalfRound, farthest * Wider));
    }

    /// <summary>One polygon, its edges one after the other.</summary>
    private sealed class Outline
    {
        private readonly double[] edges;
        private readonly double south = double.MaxValue;
        private readonly double north = double.MinValue;
        private readonly double west = double.MaxValue;
        private readonly double east = double.MinValue;

        public Outline(RegionPolygon polygon)
        {
            var found = new List<double>();
            foreach (var ring in polygon.Rings)
            {
                for (var i = 0; i < ring.Length; i++)
                {
                    var (from, to) = (ring[i], ring[(i + 1) % ring.Length]);
                    if (from != to)
                        found.AddRange([from.Longitude, from.Latitude, to.Longitude, to.Latitude]);
                    (south, north) = (Math.Min(south, from.Latitude), Math.Max(north, from.Latitude));
                    (west, east) = (Math.Min(west, from.Longitude), Math.Max(east, from.Longitude));
                }
            }

            edges = [.. found];
        }

        // A place is inside when a line from it to the east crosses the edges an odd number of times; an edge has its southern end and not its northern one.
        public bool Contains(GeoPoint place)
        {
            var (x, y) = (place.Longitude, place.Latitude);
            if (y < south || y > north || x < west || x > east)
                return false;
            var inside = false;
            for (var i = 0; i < edges.Length; i += 4)
            {
                var (fromY, toY) = (edges[i + 1], edges[i + 3]);
                if (fromY <= y == toY <= y)
                    continue;
                if (x < edges[i] + ((y - fromY) / (toY - fromY) * (edges[i + 2] - edges[i])))
                    inside = !inside;
            }

            return inside;
        }
    }
}
