using System.Collections.Immutable;
using System.Text.Json;
using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using MatchGrid.Replay.Areas;

namespace MatchGrid.Api.Regions;

/// <summary>A crisis region as a coordinator describes it. Where it is: any of <c>geometry</c>, <c>circle</c>, <c>areas</c>, together; or <c>everywhere</c>.</summary>
/// <param name="Name">Required; at most 200 characters.</param>
/// <param name="Tier">1 to 9: requests inside come before those of a lower tier. 0 (default) only watches.</param>
/// <param name="From">When it begins to count. Default: now.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="FeeWaiver">Carried on its matches: the patient pays no fee.</param>
/// <param name="Geometry">GeoJSON (RFC 7946): Polygon, MultiPolygon, Feature or a collection of these.</param>
/// <param name="Areas">Codes of administrative areas: see <c>/v1/areas</c>.</param>
/// <param name="Everywhere">The whole earth; only for those whose territory it is.</param>
/// <param name="Population">Inhabitants, where the grid has no figures of its own; administrators only.</param>
public sealed record RegionBody(
    string? Name,
    int? Tier = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null,
    bool? FeeWaiver = null,
    JsonElement? Geometry = null,
    CircleBody? Circle = null,
    IReadOnlyList<string>? Areas = null,
    bool? Everywhere = null,
    long? Population = null)
{
    private const int MostAreas = 500;

    /// <summary>What it says; null when something is wrong with it.</summary>
    public RegionFacts? Read(RegionId id, Caller caller, AreaAtlas atlas, Inhabitants inhabitants, IEnumerable<RegionFacts> others, DateTimeOffset now, InputErrors errors)
    {
        var name = errors.Text(Name, "name", RegionDecider.MostNameCharacters);
        errors.Has(name, "name");
        var tier = errors.Within(Tier, "tier", 0, RegionFacts.HighestTier, 0);
        if (Population is not null && (caller.Role != Roles.Admin || Population < 1))
            errors.Add(RefusalCodes.InvalidField, "population is 1 or more, and for administrators to state.", "population");
        if (Area(atlas, errors) is not { } area || errors.Any)
            return null;
        var population = inhabitants.Of(area) ?? Population;
        return new(
            id, Version: 0, name!, area, tier, From ?? now, Until, FeeWaiver ?? false, population, inhabitants.TellsOfFew(area, population, others));
    }

    private RegionArea? Area(AreaAtlas atlas, InputErrors errors)
    {
        if (Everywhere == true)
            return RegionArea.Earth;
        var polygons = ImmutableArray.CreateBuilder<RegionPolygon>();
        if (Geometry is { } geometry)
        {
            var drawn = GeoJson.Read(geometry, "geometry", errors);
            if (!errors.Any && drawn.Any(Territory.Crosses))
                errors.Add(RefusalCodes.InvalidField, "An outline crosses itself, or a hole lies outside of it.", "geometry");
            polygons.AddRange(drawn);
        }

        if (Areas is { Count: > MostAreas })
            errors.Add(RefusalCodes.InvalidField, $"At most {MostAreas} areas.", "areas");
        foreach (var (i, code) in (Areas ?? []).Take(MostAreas).Index())
        {
            if (atlas.Find(code ?? "") is { } found)
                polygons.AddRange(found.Polygons);
            else
                errors.Add(RefusalCodes.InvalidField, $"There is no area {code}; /v1/areas lists them.", $"areas[{i}]");
        }

        var circles = ImmutableArray<RegionCircle>.Empty;
        if (Circle is { } circle && PlaceInput.Read(circle.Latitude, circle.Longitude, errors) is { } centre && errors.Has(circle.RadiusMetres, "circle.radiusMetres"))
        {
            if (circle.RadiusMetres is >= CircleCover.LeastRadiusMetres and <= CircleCover.MostRadiusMetres)
                circles = [new(centre, circle.RadiusMetres.Value)];
            else
                errors.Add(RefusalCodes.RadiusOutOfRange, $"A radius is {CircleCover.LeastRadiusMetres:N0} to {CircleCover.MostRadiusMetres:N0} m.", "circle.radiusMetres");
        }

        if (polygons.Count == 0 && circles.IsEmpty && !errors.Any)
            errors.Add(RefusalCodes.MissingField, "Say where the region is: geometry, circle, areas or everywhere.", "geometry");
        return errors.Any ? null : new(circles, polygons.ToImmutable());
    }
}

/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="RadiusMetres">100 to 2,500,000.</param>
public sealed record CircleBody(double? Latitude, double? Longitude, double? RadiusMetres);
