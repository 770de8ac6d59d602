using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using Orleans;

namespace MatchGrid.Requests;

/// <summary>A request as its patient sees it.</summary>
/// <param name="Found">Packs held or collected.</param>
/// <param name="Region">The crisis region of the highest tier in which it stands now; null for none.</param>
[GenerateSerializer, Immutable, Alias("mg.RequestView")]
public sealed record RequestView(
    [property: Id(0)] RequestId Id,
    [property: Id(1)] PatientId Patient,
    [property: Id(2)] RequestStatus Status,
    [property: Id(3)] RequestTerms Terms,
    [property: Id(4)] bool UrgencyConfirmed,
    [property: Id(5)] DateTimeOffset OpenedAt,
    [property: Id(6)] DateTimeOffset Since,
    [property: Id(7)] int Found,
    [property: Id(8)] ImmutableArray<Match> Matches,
    [property: Id(9)] ImmutableArray<Reason> Reasons,
    [property: Id(10)] DateTimeOffset? RenewsAt,
    [property: Id(11)] MatchRegion? Region = null);

/// <summary>Where a request stands.</summary>
public enum RequestStatus
{
    /// <summary>Packs are still sought.</summary>
    Open = 0,

    /// <summary>Everything asked for is held; nothing more is sought unless a match ends.</summary>
    Matched = 1,

    /// <summary>Everything was collected.</summary>
    Fulfilled = 2,

    /// <summary>Ended by the patient.</summary>
    Cancelled = 3,

    /// <summary>Needed-by has passed.</summary>
    Expired = 4,
}

/// <summary>Why something happened, or did not: kept for the patient, without a trace of anyone else.</summary>
/// <param name="Code">Stable: <c>held</c>, <c>declined</c>, <c>lapsed</c>, <c>no_show</c>, <c>broken</c>, <c>too_large</c>, <c>not_available</c> …</param>
/// <param name="Count">Packs it was about.</param>
[GenerateSerializer, Immutable, Alias("mg.Reason")]
public sealed record Reason(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Code,
    [property: Id(2)] PharmacyId? Pharmacy = null,
    [property: Id(3)] Sku? Sku = null,
    [property: Id(4)] int Count = 0);

/// <summary>Where a request stands in one market.</summary>
/// <param name="Ahead">Requests with a better rank in this market, wherever their circle lies.</param>
/// <param name="Waiting">All requests of this market.</param>
[GenerateSerializer, Immutable, Alias("mg.PlaceInLine")]
public sealed record PlaceInLine(
    [property: Id(0)] Sku Sku,
    [property: Id(1)] int Ahead,
    [property: Id(2)] int Waiting,
    [property: Id(3)] int PharmaciesKnown,
    [property: Id(4)] int PacksFree);
