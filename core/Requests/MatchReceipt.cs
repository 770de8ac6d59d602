using System.Globalization;
using Orleans;

namespace MatchGrid.Requests;

/// <summary>Why a match came about, as the market that proposed it saw things then; numbers only, nobody's name.</summary>
/// <param name="Rule">What decided.</param>
/// <param name="Requests">Requests that waited in that market, this one among them; 0 for fewer than <see cref="Why.LeastTold"/>, which is not told.</param>
/// <param name="Pharmacies">Pharmacies that the market knew to have packs, this one among them.</param>
/// <param name="SeenAt">When somebody at the pharmacy had last looked; null when that was not known.</param>
/// <param name="Confidence">The chance then that the packs were there, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("mg.MatchReceipt")]
public sealed record MatchReceipt(
    [property: Id(0)] MatchRule Rule,
    [property: Id(1)] int Requests,
    [property: Id(2)] int Pharmacies,
    [property: Id(3)] DateTimeOffset? SeenAt,
    [property: Id(4)] double Confidence)
{
    /// <summary>In plain words.</summary>
    public string Sentence(DateTimeOffset matchedAt)
    {
        var rule = Rule == MatchRule.BestRank
            ? Requests > 0
                ? string.Create(CultureInfo.InvariantCulture, $"Of {Requests:N0} who waited around, you were the first whom this pharmacy serves")
                : "You were the first in line whom this pharmacy serves"
            : Pharmacies > 1
                ? string.Create(CultureInfo.InvariantCulture, $"Of {Pharmacies:N0} pharmacies around known to have it, this one was the best to go to: near, and likely to have it")
                : "It was the one pharmacy around known to have it";
        var data = SeenAt is { } seen
            ? string.Create(CultureInfo.InvariantCulture, $"its stock had been looked at {Ago(matchedAt - seen)} ({Confidence:P0} sure)")
            : "how old its report was is not known";
        return $"{rule}; {data}.";
    }

    private static string Ago(TimeSpan age) => age switch
    {
        { TotalMinutes: < 2 } => "just before",
        { TotalHours: < 2 } => $"{age.TotalMinutes:0} minutes before",
        { TotalDays: < 2 } => $"{age.TotalHours:0} hours before",
        _ => $"{age.TotalDays:0} days before",
    };
}

/// <summary>What decided a match.</summary>
public enum MatchRule
{
    /// <summary>Packs looked for a patient: the best-ranked of those whom the pharmacy serves.</summary>
    BestRank = 0,

    /// <summary>A patient looked for packs: the pharmacy with the shortest <see cref="Markets.ExpectedTrip"/>.</summary>
    ShortestTrip = 1,
}
