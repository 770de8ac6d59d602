using System.Text.Json.Serialization;
using MatchGrid.Identifiers;

namespace MatchGrid.Pharmacies;

/// <summary>What can happen to a pharmacy. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(PharmacyRegistered), "registered.1")]
[JsonDerivedType(typeof(StockReported), "stock.1")]
[JsonDerivedType(typeof(SourceGapSeen), "gap.1")]
[JsonDerivedType(typeof(FloorSet), "floor.1")]
[JsonDerivedType(typeof(PauseSet), "pause.1")]
[JsonDerivedType(typeof(SuspensionSet), "suspension.1")]
[JsonDerivedType(typeof(HoldPlaced), "placed.1")]
[JsonDerivedType(typeof(HoldConfirmed), "confirmed.1")]
[JsonDerivedType(typeof(HoldExtended), "extended.1")]
[JsonDerivedType(typeof(HoldInHand), "in-hand.1")]
[JsonDerivedType(typeof(HoldClosed), "closed.1")]
[JsonDerivedType(typeof(UnknownHoldDenied), "denied.1")]
[JsonDerivedType(typeof(PendingAsked), "asked.1")]
public abstract record PharmacyEvent;

public sealed record PharmacyRegistered(PharmacyProfile Profile) : PharmacyEvent;

/// <summary>Changes of one batch that were accepted.</summary>
/// <param name="LastNumber">The source's number after it; null for a source that does not number.</param>
/// <param name="At">When the report came in.</param>
public sealed record StockReported(SourceId Source, long? LastNumber, DateTimeOffset At, IReadOnlyList<StockChange> Changes) : PharmacyEvent
{
    /// <summary>Lines whose count this source tried to take over.</summary>
    public IReadOnlyList<Sku>? Conflicts { get; init; }
}

/// <summary>Numbers of a source are missing: its lines are unsure until their next count.</summary>
public sealed record SourceGapSeen(SourceId Source, long From, long To) : PharmacyEvent;

public sealed record FloorSet(Sku Sku, int Floor) : PharmacyEvent;

public sealed record PauseSet(bool Paused) : PharmacyEvent;

public sealed record SuspensionSet(Sku Sku, bool Suspended) : PharmacyEvent;

/// <summary>Packs set aside for a request, pending its word.</summary>
public sealed record HoldPlaced(
    HoldId Id, RequestId Request, Sku Sku, int Quantity, bool Critical, DateTimeOffset At, DateTimeOffset Until, Hours.QuietHours? Quiet) : PharmacyEvent;

/// <summary>The request committed its match.</summary>
public sealed record HoldConfirmed(HoldId Id, string Code) : PharmacyEvent;

/// <summary>Accepted, or given more time: a new deadline.</summary>
public sealed record HoldExtended(HoldId Id, HoldStatus Status, DateTimeOffset Until, int Extensions) : PharmacyEvent;

/// <summary>The pharmacist has it in hand.</summary>
public sealed record HoldInHand(HoldId Id, DateTimeOffset At) : PharmacyEvent;

/// <summary>A hold is over.</summary>
/// <param name="End">How, when the request must be told; null when the request itself ended it.</param>
/// <param name="SeenBySource">For a hand-over that the source reported itself: its delta has subtracted the packs already.</param>
/// <param name="LineLess">Packs to take off the line because they are not there.</param>
public sealed record HoldClosed(HoldId Id, Sku Sku, HoldEnd? End, DateTimeOffset At, bool SeenBySource = false, int LineLess = 0) : PharmacyEvent;

/// <summary>A request believes in a hold that is not here; it is told so.</summary>
public sealed record UnknownHoldDenied(HoldId Id, RequestId Request, DateTimeOffset At) : PharmacyEvent;

/// <summary>The request was asked about a pending hold; asked again at the next due instant.</summary>
public sealed record PendingAsked(HoldId Id, DateTimeOffset NextAsk) : PharmacyEvent;
