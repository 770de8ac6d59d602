using System.Collections.Immutable;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Pharmacies;

/// <summary>A pharmacy as it shows itself.</summary>
[GenerateSerializer, Immutable, Alias("mg.PharmacyView")]
public sealed record PharmacyView(
    [property: Id(0)] PharmacyProfile Profile,
    [property: Id(1)] bool Paused,
    [property: Id(2)] int Lines,
    [property: Id(3)] int LiveHolds,
    [property: Id(4)] DateTimeOffset? LastReportAt,
    [property: Id(5)] ImmutableArray<SourceView> Sources);

/// <summary>A source of stock reports and the last number it sent.</summary>
[GenerateSerializer, Immutable, Alias("mg.SourceView")]
public sealed record SourceView([property: Id(0)] SourceId Source, [property: Id(1)] long LastNumber);

/// <summary>One stock line.</summary>
/// <param name="OnHand">Packs on the shelf as far as is known, held ones included, handed-over ones excluded.</param>
/// <param name="Held">Packs set aside for requests.</param>
/// <param name="Unseen">Packs handed over that the source has not subtracted yet.</param>
/// <param name="Available">What a new hold can get.</param>
/// <param name="Floor">Packs the pharmacy never offers.</param>
/// <param name="CountedAt">When it was last counted.</param>
/// <param name="ReportedAt">When anything was last reported of it.</param>
/// <param name="Unsure">A report is missing: nothing is offered until the next count.</param>
/// <param name="Conflict">A second source that tried to count this line.</param>
/// <param name="SeenAt">When somebody last looked: the last count or change, by its own time.</param>
/// <param name="Confidence">The chance that it has stock now, 0 to 1, from its age, its packs and the pharmacy's record.</param>
/// <param name="Doubted">A pack of it was not there, and it was not counted since.</param>
[GenerateSerializer, Immutable, Alias("mg.StockLineView")]
public sealed record StockLineView(
    [property: Id(0)] Sku Sku,
    [property: Id(1)] int OnHand,
    [property: Id(2)] int Held,
    [property: Id(3)] int Unseen,
    [property: Id(4)] int Available,
    [property: Id(5)] int Floor,
    [property: Id(6)] DateTimeOffset? CountedAt,
    [property: Id(7)] DateTimeOffset ReportedAt,
    [property: Id(8)] bool Unsure,
    [property: Id(9)] bool Suspended,
    [property: Id(10)] SourceId? Owner,
    [property: Id(11)] SourceId? Conflict,
    [property: Id(12)] int? PriceMinor,
    [property: Id(13)] string? Currency,
    [property: Id(14)] DateTimeOffset? SeenAt = null,
    [property: Id(15)] double Confidence = 1,
    [property: Id(16)] bool Doubted = false);

/// <summary>A hold as its pharmacy sees it: a code, never a person.</summary>
[GenerateSerializer, Immutable, Alias("mg.HoldView")]
public sealed record HoldView(
    [property: Id(0)] HoldId Id,
    [property: Id(1)] Sku Sku,
    [property: Id(2)] int Quantity,
    [property: Id(3)] HoldStatus Status,
    [property: Id(4)] bool SetAside,
    [property: Id(5)] string? Code,
    [property: Id(6)] DateTimeOffset PlacedAt,
    [property: Id(7)] DateTimeOffset Until);

/// <summary>Where a live hold stands.</summary>
public enum HoldStatus
{
    /// <summary>The request has not said yet whether a match comes of it.</summary>
    Pending = 0,

    /// <summary>The request committed its match; the patient has to answer.</summary>
    Taken = 1,

    /// <summary>The patient comes for it.</summary>
    Accepted = 2,
}
