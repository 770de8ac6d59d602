using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Feed;

/// <summary>One thing that happened to a request or one of its matches. Names the request's pseudonymous id, never the patient.</summary>
/// <param name="Kind">See <see cref="MatchEventKind"/>.</param>
/// <param name="At">When the request decided it.</param>
/// <param name="Hold">The match, when it is about one.</param>
/// <param name="WaitedSeconds">From the beginning of the wait to this event.</param>
/// <param name="Cell">The leaf around the request's place.</param>
/// <param name="Patient">The pseudonym: it decides who may see the event, and leaves the grid only as an id of the reader's own.</param>
[GenerateSerializer, Immutable, Alias("mg.MatchEvent")]
public sealed record MatchEvent(
    [property: Id(0)] MatchEventKind Kind,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] RequestId Request,
    [property: Id(3)] Sku Sku,
    [property: Id(4)] int Quantity,
    [property: Id(5)] HoldId? Hold = null,
    [property: Id(6)] PharmacyId? Pharmacy = null,
    [property: Id(7)] long WaitedSeconds = 0,
    [property: Id(10)] CellId? Cell = null,
    [property: Id(11)] PatientId? Patient = null);

/// <summary>Kinds of match events; their lower-case names are part of the public interface.</summary>
public enum MatchEventKind
{
    Opened = 0,
    Held = 1,
    Confirmed = 2,
    Accepted = 3,
    Declined = 4,
    Lapsed = 5,
    NoShow = 6,
    Broken = 7,
    Collected = 8,
    Released = 9,
    Cancelled = 10,
    Expired = 11,
    Changed = 12,
    Renewed = 13,
}
