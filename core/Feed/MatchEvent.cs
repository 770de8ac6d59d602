using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using Orleans;

namespace MatchGrid.Feed;

/// <summary>
/// One thing that happened to a request, one of its matches, or a crisis region. Names the request's pseudonymous id, never the patient; an event of a
/// region has no request, and a SKU only when its alarm is about one.
/// </summary>
/// <param name="Kind">See <see cref="MatchEventKind"/>.</param>
/// <param name="At">When the request decided it.</param>
/// <param name="Hold">The match, when it is about one.</param>
/// <param name="WaitedSeconds">From the beginning of the wait to this event.</param>
/// <param name="Cell">The leaf around the request's place.</param>
/// <param name="Patient">The pseudonym: it decides who may see the event, and leaves the grid only as an id of the reader's own.</param>
/// <param name="Standing">Where the request stands after it.</param>
/// <param name="Alarm">What the alarm is about, when it is one.</param>
/// <param name="Unmet">Unmet demand of a region, when it is about that.</param>
/// <param name="Regions">Crisis regions around the request when the feed took it in; default for none.</param>
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
    [property: Id(8)] RequestStanding? Standing = null,
    [property: Id(9)] ImmutableArray<RegionId> Regions = default,
    [property: Id(10)] CellId? Cell = null,
    [property: Id(11)] PatientId? Patient = null,
    [property: Id(12)] AlarmKind? Alarm = null,
    [property: Id(20)] UnmetSignal? Unmet = null)
{
    /// <summary>False for an event of a crisis region.</summary>
    [JsonIgnore]
    public bool IsOfRequest => Request.Value is not null;
}

/// <summary>A request as figures count it: absolute, so that the newest says all.</summary>
/// <param name="Place">Rounded to about 250 m.</param>
/// <param name="Sku">The preferred one.</param>
/// <param name="Class">See <see cref="Requests.UrgencyClass"/>.</param>
/// <param name="Open">Packs still sought.</param>
/// <param name="Matched">Packs held for it.</param>
[GenerateSerializer, Immutable, Alias("mg.RequestStanding")]
public sealed record RequestStanding(
    [property: Id(0)] GeoPoint Place, [property: Id(1)] Sku Sku, [property: Id(2)] int Class, [property: Id(3)] int Open, [property: Id(4)] int Matched);

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
    UrgencyConfirmed = 14,
    RegionOpened = 15,
    RegionChanged = 16,
    RegionClosed = 17,
    AlarmRaised = 18,
    AlarmCleared = 19,
    UnmetDemandRose = 40,
    UnmetDemandFell = 41,
}
