using MatchGrid.Geo;
using Decision = MatchGrid.Journals.Decision<MatchGrid.Regions.RegionEvent, MatchGrid.Outcome>;

namespace MatchGrid.Regions;

/// <summary>What a region decides. Pure: state and command in, events and reply out.</summary>
public static class RegionDecider
{
    public const int MostNameCharacters = 200;
    public const int MostCorners = 100_000;
    public const int MostParts = 5_000;

    public static Decision Open(RegionState state, RegionFacts facts, string by, int feedPartition, DateTimeOffset now)
    {
        if (state.Facts is not null)
            return Refuse(RefusalCodes.RegionExists, "This region id is taken.");
        return Check(facts, now) is { } refusal ? (Decision)(Outcome)refusal : new([new RegionOpened(now, facts with { Version = 1, Closed = false }, by, feedPartition)], Outcome.Done);
    }

    public static Decision Change(RegionState state, RegionFacts facts, DateTimeOffset now)
    {
        if (Ended(state) is { } ended)
            return ended;
        if (Check(facts, now) is { } refusal)
            return (Outcome)refusal;
        return new([new RegionChanged(now, facts with { Version = state.Facts!.Version + 1, Closed = false })], Outcome.Done);
    }

    public static Decision Close(RegionState state, DateTimeOffset now) => state.Facts is { Closed: true }
        ? (Decision)Outcome.Done
        : Ended(state) ?? new([new RegionClosed(now)], Outcome.Done);

    public static Decision Acknowledge(RegionState state, string alarm, string by, DateTimeOffset now)
    {
        if (!state.Alarms.TryGetValue(alarm, out var found))
            return Refuse(RefusalCodes.UnknownAlarm, "No such alarm is raised here.");
        return found.AcknowledgedAt is not null ? (Decision)Outcome.Done : new([new AlarmAcknowledged(now, alarm, by)], Outcome.Done);
    }

    private static Decision? Ended(RegionState state) => state.Facts switch
    {
        null => Refuse(RefusalCodes.UnknownRegion, "There is no such region."),
        { Closed: true } => Refuse(RefusalCodes.RegionClosed, "This region is closed."),
        _ => default(Decision?),
    };

    private static Refusal? Check(RegionFacts facts, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(facts.Name) || facts.Name.Length > MostNameCharacters)
            return new(RefusalCodes.InvalidField, $"A name has 1 to {MostNameCharacters} characters.", "name");
        if (facts.Tier is < 0 or > RegionFacts.HighestTier)
            return new(RefusalCodes.InvalidField, $"A tier is 0 (only watched) to {RegionFacts.HighestTier}.", "tier");
        if (facts.Until <= facts.From || facts.Until <= now)
            return new(RefusalCodes.InvalidInstant, "A region ends after it begins, and after now.", "until");
        return CheckArea(facts.Area);
    }

    private static Refusal? CheckArea(RegionArea area)
    {
        if (!area.Everywhere && area.Circles.IsEmpty && area.Polygons.IsEmpty)
            return new(RefusalCodes.MissingField, "Say where the region is.", "area");
        if (area.Circles.Length + area.Polygons.Length > MostParts)
            return new(RefusalCodes.InvalidField, $"A region has at most {MostParts:N0} parts.", "area");
        foreach (var circle in area.Circles)
        {
            if (!circle.Centre.IsValid)
                return OffTheEarth(circle.Centre);
            if (circle.RadiusMetres is not (>= CircleCover.LeastRadiusMetres and <= CircleCover.MostRadiusMetres))
                return new(RefusalCodes.RadiusOutOfRange, $"A radius is {CircleCover.LeastRadiusMetres:N0} to {CircleCover.MostRadiusMetres:N0} m.", "area");
        }

        var corners = 0;
        foreach (var ring in area.Polygons.SelectMany(polygon => polygon.Rings))
        {
            if (ring.Distinct().Count() < 3)
                return new(RefusalCodes.InvalidField, "A ring has at least three corners.", "area");
            corners += ring.Length;
            foreach (var corner in ring)
            {
                if (!corner.IsValid)
                    return OffTheEarth(corner);
            }
        }

        if (area.Polygons.Any(polygon => polygon.Rings.IsDefaultOrEmpty))
            return new(RefusalCodes.InvalidField, "A polygon has an outline.", "area");
        return corners > MostCorners ? new(RefusalCodes.InvalidField, $"A region has at most {MostCorners:N0} corners.", "area") : null;
    }

    private static Refusal OffTheEarth(GeoPoint point) =>
        new(RefusalCodes.InvalidCoordinates, $"{point.Latitude}, {point.Longitude} is not on the earth.", "area");

    private static Decision Refuse(string code, string message) => (Outcome)new Refusal(code, message);
}
