using MatchGrid.Geo;

namespace MatchGrid.Cells;

/// <summary>What a leaf knows of a pharmacy that stands in it.</summary>
/// <param name="DeliveryMetres">How far it delivers; 0 for not at all.</param>
public readonly record struct ListedPharmacy(GeoPoint Place, int DeliveryMetres);
