using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Requests;

/// <summary>What a patient asks for.</summary>
/// <param name="Group">Substitution group of the SKUs, or the SKU itself where it has none.</param>
/// <param name="Skus">Acceptable SKUs, the preferred first; 1 to 16.</param>
/// <param name="Quantity">Packs.</param>
/// <param name="MaySplit">Whether parts may come from several pharmacies.</param>
/// <param name="Place">Rounded to about 250 m before it gets here.</param>
/// <param name="RadiusMetres">How far to go; 100 to 2,500,000.</param>
/// <param name="DeliveryRadiusMetres">From how far a delivery is welcome; 0 for none.</param>
/// <param name="NeededBy">The request ends then.</param>
/// <param name="RecurEveryDays">Asks again this many days after it was collected; 0 for once.</param>
/// <param name="QuietHours">Not to be disturbed and not counted against the patient, unless critical.</param>
[GenerateSerializer, Immutable, Alias("mg.RequestTerms")]
public sealed record RequestTerms(
    [property: Id(0)] string Group,
    [property: Id(1)] ImmutableArray<Sku> Skus,
    [property: Id(2)] int Quantity,
    [property: Id(3)] bool MaySplit,
    [property: Id(4)] GeoPoint Place,
    [property: Id(5)] int RadiusMetres,
    [property: Id(6)] int DeliveryRadiusMetres,
    [property: Id(7)] Urgency Urgency,
    [property: Id(8)] DateTimeOffset? NeededBy,
    [property: Id(9)] int RecurEveryDays,
    [property: Id(10)] QuietHours? QuietHours)
{
    /// <summary>Whether this asks for no more than <paramref name="before"/> in every respect: then the place in line stays.</summary>
    public bool IsNoWiderThan(RequestTerms before) =>
        Group == before.Group
        && Skus.All(sku => before.Skus.Contains(sku))
        && Quantity <= before.Quantity
        && Urgency <= before.Urgency
        && (!MaySplit || before.MaySplit)
        && (NeededBy ?? DateTimeOffset.MaxValue) >= (before.NeededBy ?? DateTimeOffset.MaxValue)
        && Place.DistanceMetresTo(before.Place) + RadiusMetres <= before.RadiusMetres + 1
        && Place.DistanceMetresTo(before.Place) + DeliveryRadiusMetres <= before.DeliveryRadiusMetres + 1;
}
