using MatchGrid.Patients;
using MatchGrid.Requests;

namespace MatchGrid.Replay.Conduct;

/// <summary>
/// What patients and pharmacists do about what they are told. Follows from the seed and from what is told alone: whoever reads the
/// same inbox again decides the same.
/// </summary>
public sealed class People(int seed, ConductRates rates)
{
    /// <summary>The cancellation of a patient who asked at an instant; null for most.</summary>
    public Step? Asked(int patient, DateTimeOffset at)
    {
        var dice = Dice.For(seed, "cancel", patient);
        return dice.Happens(rates.Cancel)
            ? new(at + dice.Between(TimeSpan.FromMinutes(1), rates.CancelWithin), StepKind.Cancel, patient, null)
            : null;
    }

    /// <summary>What follows from an inbox entry.</summary>
    public IEnumerable<Step> Told(int patient, PatientNotice notice) => notice switch
    {
        { Kind: NoticeKind.Held, Match: { } match } => Held(patient, match, notice.At),
        { Kind: NoticeKind.Accepted, Match: { } match } => Accepted(patient, match, notice.At),
        _ => [],
    };

    private IEnumerable<Step> Held(int patient, Match match, DateTimeOffset at)
    {
        var dice = Dice.For(seed, "held", match.Id.Value);
        var (answer, left) = (dice.Next(), match.Until - at);
        // Most answer early, nobody in the last tenth.
        var after = left * Math.Min(0.9, 0.15 * -Math.Log(1 - dice.Next()));
        if (dice.Happens(rates.SetAside))
            yield return new(at + (left * 0.3 * dice.Next()), StepKind.SetAside, patient, match);
        if (answer < rates.Decline)
            yield return new(at + after, StepKind.Decline, patient, match);
        else if (answer >= rates.Decline + rates.NoAnswer)
            yield return new(at + after, StepKind.Accept, patient, match);
    }

    private IEnumerable<Step> Accepted(int patient, Match match, DateTimeOffset at)
    {
        var dice = Dice.For(seed, "accepted", match.Id.Value);
        if (dice.Happens(rates.NoShow))
            yield break;
        var kind = dice.Happens(rates.NotThere) ? StepKind.NotThere : StepKind.Collect;
        yield return new(at + ((match.Until - at) * (0.05 + (0.8 * dice.Next()))), kind, patient, match);
    }
}
