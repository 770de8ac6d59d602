using MatchGrid.Geo;

namespace MatchGrid.Replay.Data;

/// <summary>A zip area and how many people live there.</summary>
public sealed record PopulationArea(string Zip, string State, GeoPoint Place, int Population);
