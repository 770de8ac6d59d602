using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Replay.Data;

/// <summary>A pharmacy or clinic of a dataset.</summary>
public sealed record StockPlace(PharmacyId Id, string Name, string Address, string State, GeoPoint Place);
