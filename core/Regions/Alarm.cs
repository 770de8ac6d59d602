using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>Something a coordinator should look at: raised once, acknowledged by somebody, cleared when it is over.</summary>
/// <param name="Id">Of its kind and subject: the same trouble has one alarm at a time.</param>
/// <param name="Pharmacy">When it is about one.</param>
/// <param name="Value">What was measured when it was raised, in the unit of its kind.</param>
/// <param name="AcknowledgedBy">Pseudonym.</param>
[GenerateSerializer, Immutable, Alias("mg.Alarm")]
public sealed record Alarm(
    [property: Id(0)] string Id,
    [property: Id(1)] AlarmKind Kind,
    [property: Id(2)] DateTimeOffset RaisedAt,
    [property: Id(3)] Sku? Sku,
    [property: Id(4)] PharmacyId? Pharmacy,
    [property: Id(5)] double Value,
    [property: Id(6)] DateTimeOffset? AcknowledgedAt = null,
    [property: Id(7)] string? AcknowledgedBy = null,
    [property: Id(8)] DateTimeOffset? ClearedAt = null)
{
    public static string IdOf(AlarmKind kind, Sku? sku, PharmacyId? pharmacy) => $"{kind}|{sku?.Value}{pharmacy?.Value}";
}

/// <summary>Kinds of alarms; their names are part of the public interface.</summary>
public enum AlarmKind
{
    /// <summary>Demand waits and what is available is gone, or will be within hours. Value: hours left.</summary>
    RunningOut = 0,

    /// <summary>Far more is asked than an hour ago. Value: how many times as much.</summary>
    DemandRising = 1,

    /// <summary>A pharmacy with stock has not reported. Value: hours since its last report.</summary>
    PharmacySilent = 2,

    /// <summary>Matches break often. Value: share of the packs matched in the last hour.</summary>
    MatchesBreaking = 3,
}
