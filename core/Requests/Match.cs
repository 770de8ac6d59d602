using MatchGrid.Identifiers;
using MatchGrid.Regions;
using Orleans;

namespace MatchGrid.Requests;

/// <summary>A hold that the request committed to.</summary>
/// <param name="Id">The hold's id.</param>
/// <param name="Quantity">Packs.</param>
/// <param name="Code">Pick-up code, known to the patient and, until hand-over, to the pharmacy.</param>
/// <param name="MatchedAt">When the request committed.</param>
/// <param name="Until">Accept by this instant, or once accepted collect by it. The pharmacy keeps the deadline; this is what it last said.</param>
/// <param name="SetAside">The pharmacist has it in hand, not only the count says so.</param>
/// <param name="DistanceMetres">From the request's place.</param>
/// <param name="Receipt">Why it came about; for the request's own eyes, not in notices.</param>
/// <param name="PriceMinor">Price of a pack in the currency's minor unit, when known.</param>
/// <param name="Region">The crisis region of the highest tier in which the request stood; null for none.</param>
[GenerateSerializer, Immutable, Alias("mg.Match")]
public sealed record Match(
    [property: Id(0)] HoldId Id,
    [property: Id(1)] PharmacyId Pharmacy,
    [property: Id(2)] Sku Sku,
    [property: Id(3)] int Quantity,
    [property: Id(4)] string Code,
    [property: Id(5)] MatchStatus Status,
    [property: Id(6)] DateTimeOffset MatchedAt,
    [property: Id(7)] DateTimeOffset Until,
    [property: Id(8)] bool SetAside,
    [property: Id(9)] int Extensions,
    [property: Id(10)] int DistanceMetres,
    [property: Id(11)] int? PriceMinor,
    [property: Id(12)] string? Currency,
    [property: Id(13)] DateTimeOffset? EndedAt,
    [property: Id(14)] MatchRegion? Region = null,
    [property: Id(15)] MatchReceipt? Receipt = null)
{
    /// <summary>Whether packs are set aside for it.</summary>
    public bool IsLive => Status is MatchStatus.Held or MatchStatus.Accepted;
}

/// <summary>Where a match stands.</summary>
public enum MatchStatus
{
    /// <summary>Held for the patient, who has not answered.</summary>
    Held = 0,

    /// <summary>The patient comes for it, or has it delivered.</summary>
    Accepted = 1,

    /// <summary>Handed over.</summary>
    Collected = 2,

    /// <summary>The patient said no.</summary>
    Declined = 3,

    /// <summary>No answer in time.</summary>
    Lapsed = 4,

    /// <summary>Accepted, but not collected in time.</summary>
    NoShow = 5,

    /// <summary>The pack is not there after all, or was recalled.</summary>
    Broken = 6,

    /// <summary>The request was cancelled or ended while it was held.</summary>
    Released = 7,
}
