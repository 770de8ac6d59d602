using System.Collections.Immutable;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Pharmacies;

/// <summary>Which lines a pharmacy is asked to look at.</summary>
public static class Confirmations
{
    /// <summary>A line that somebody counts on is stale when its chance is below this.</summary>
    private const double StaleBelow = 0.8;

    /// <summary>
    /// Lines that wait for a count, and those with holds or waiting demand that were doubted or have gone stale: what is held first, then what is
    /// wanted, then the least likely.
    /// </summary>
    /// <param name="isWanted">Whether somebody around waits for a SKU.</param>
    public static ImmutableArray<LineToConfirm> Of(PharmacyState state, Func<Sku, bool> isWanted, int most, DateTimeOffset now)
    {
        var record = state.Reliability.RecordAt(now);
        var asked = new List<LineToConfirm>();
        foreach (var line in state.Lines.Values)
        {
            var wanted = isWanted(line.Sku);
            if (ReasonOf(line, wanted, record, now) is { } reason)
                asked.Add(new(line.View(state.Paused, record, now), reason, wanted));
        }

        return [.. asked
            .OrderByDescending(one => one.Line.Held > 0).ThenByDescending(one => one.Wanted).ThenBy(one => one.Line.Confidence).ThenBy(one => one.Line.Sku)
            .Take(most)];
    }

    private static ConfirmReason? ReasonOf(StockLine line, bool wanted, double record, DateTimeOffset now)
    {
        if (line.Suspended)
            return null;
        if (line.Unsure)
            return ConfirmReason.Unsure;
        if (line.OnHand == 0 || (line.Held == 0 && !wanted))
            return null;
        if (line.Doubted)
            return ConfirmReason.Doubted;
        return line.EvidenceWith(record).ChanceOf(line.OnHand, now) < StaleBelow ? ConfirmReason.Stale : null;
    }
}

/// <summary>A line that the pharmacy is asked to look at.</summary>
/// <param name="Wanted">Somebody around waits for the SKU.</param>
[GenerateSerializer, Immutable, Alias("mg.LineToConfirm")]
public sealed record LineToConfirm(
    [property: Id(0)] StockLineView Line, [property: Id(1)] ConfirmReason Reason, [property: Id(2)] bool Wanted);

/// <summary>Why a line is to be looked at.</summary>
public enum ConfirmReason
{
    /// <summary>Nobody looked for so long that it may well be gone.</summary>
    Stale = 0,

    /// <summary>A pack of it was not there.</summary>
    Doubted = 1,

    /// <summary>A report is missing: nothing of it is offered until it is counted.</summary>
    Unsure = 2,
}
