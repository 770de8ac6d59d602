using MatchGrid.Identifiers;
using MatchGrid.Requests;
using Orleans;

namespace MatchGrid.Patients;

/// <summary>One entry of a patient's inbox as the request wrote it; the inbox adds its number.</summary>
/// <param name="Match">The match as it was then, when it is about one.</param>
[GenerateSerializer, Immutable, Alias("mg.PatientNotice")]
public sealed record PatientNotice(
    [property: Id(0)] NoticeKind Kind,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] RequestId Request,
    [property: Id(3)] Match? Match);

/// <summary>What an inbox entry tells.</summary>
public enum NoticeKind
{
    /// <summary>A medicine is held: accept it in time.</summary>
    Held = 0,

    /// <summary>The pharmacist has it in hand.</summary>
    SetAside = 1,

    /// <summary>Accepted; collect it in time.</summary>
    Accepted = 2,

    /// <summary>The time to collect was extended.</summary>
    Extended = 3,

    /// <summary>Collected.</summary>
    Collected = 4,

    /// <summary>No answer in time; the request keeps its place.</summary>
    Lapsed = 5,

    /// <summary>Not collected in time; the request keeps its place.</summary>
    NoShow = 6,

    /// <summary>The pack is not there after all; the request keeps its place.</summary>
    Broken = 7,

    /// <summary>The request reached its needed-by and ended.</summary>
    Expired = 8,

    /// <summary>A recurring request asks again.</summary>
    Renewed = 9,

    /// <summary>A prescriber or pharmacist confirmed the urgency.</summary>
    UrgencyConfirmed = 10,

    /// <summary>Declined or released at the patient's own wish; shown on their other devices.</summary>
    Released = 11,

    /// <summary>The request was cancelled at the patient's own wish.</summary>
    Cancelled = 12,
}
