using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Markets;

/// <summary>What a market knows of one open request.</summary>
/// <param name="Quantity">Packs still to be found.</param>
/// <param name="MaySplit">Whether fewer packs than <paramref name="Quantity"/> help.</param>
/// <param name="Place">Rounded to about 250 m.</param>
/// <param name="RadiusMetres">How far the patient goes.</param>
/// <param name="DeliveryRadiusMetres">From how far it may be delivered; 0 for not at all.</param>
/// <param name="Class">Urgency class.</param>
/// <param name="Since">When the wait began.</param>
/// <param name="Excluded">Pharmacies that had their turn.</param>
[GenerateSerializer, Immutable, Alias("mg.OpenDemand")]
public sealed record OpenDemand(
    [property: Id(0)] RequestId Request,
    [property: Id(1)] int Quantity,
    [property: Id(2)] bool MaySplit,
    [property: Id(3)] GeoPoint Place,
    [property: Id(4)] int RadiusMetres,
    [property: Id(5)] int DeliveryRadiusMetres,
    [property: Id(6)] int Class,
    [property: Id(7)] DateTimeOffset? NeededBy,
    [property: Id(8)] DateTimeOffset Since,
    [property: Id(9)] ImmutableArray<PharmacyId> Excluded)
{
    public Rank RankAt(int tier) => new(tier, Class, NeededBy ?? DateTimeOffset.MaxValue, Since, Request);

    /// <summary>The fewest packs that are worth a hold.</summary>
    public int Least => MaySplit ? 1 : Quantity;

    /// <summary>Whether stock at a place serves this request.</summary>
    public bool Reaches(GeoPoint pharmacy, int pharmacyDeliveryMetres)
    {
        var distance = Place.DistanceMetresTo(pharmacy);
        return distance <= RadiusMetres || (distance <= DeliveryRadiusMetres && distance <= pharmacyDeliveryMetres);
    }
}
