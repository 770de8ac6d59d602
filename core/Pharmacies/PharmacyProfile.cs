using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Pharmacies;

/// <summary>Who holds stock, where, and when it is open.</summary>
/// <param name="Address">One line, as a person would write it.</param>
/// <param name="Hours">In the pharmacy's own time zone.</param>
/// <param name="DeliveryMetres">How far it delivers; 0 for not at all.</param>
/// <param name="Phone">For people; shown to matched patients.</param>
[GenerateSerializer, Immutable, Alias("mg.PharmacyProfile")]
public sealed record PharmacyProfile(
    [property: Id(0)] PharmacyId Id,
    [property: Id(1)] string Name,
    [property: Id(2)] PharmacyKind Kind,
    [property: Id(3)] GeoPoint Place,
    [property: Id(4)] OpeningHours Hours,
    [property: Id(5)] string? Address = null,
    [property: Id(6)] int DeliveryMetres = 0,
    [property: Id(7)] string? Phone = null);

/// <summary>What kind of stock holder it is.</summary>
public enum PharmacyKind
{
    Retail = 0,
    Hospital = 1,
    Wholesaler = 2,
    Maker = 3,
    Online = 4,
}
