using System.Collections.Immutable;
using MatchGrid.Identifiers;

namespace MatchGrid.Regions;

/// <summary>
/// When makers are told of unmet demand: each time that it reaches another step, and when it has fallen well below the one it was at. Everything is
/// decided on what may be shown, so that the moment of a signal says no more than its figures.
/// </summary>
public static class SignalDecider
{
    /// <summary>A step is left when less than this share of it is asked for.</summary>
    private const double Leaves = 0.7;

    private const double HoursAhead = 24 * 365;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Packs still sought: 20, 50, 100, 200, 500 … 1,000,000,000.</summary>
    public static ImmutableArray<long> Steps { get; } = [.. Series().TakeWhile(step => step <= 1_000_000_000)];

    /// <param name="figures">Exact ones, of a region all of whose demand is known.</param>
    /// <param name="secret">Of the grid.</param>
    public static IEnumerable<UnmetMoved> Look(RegionState state, RegionFigures figures, string secret, DateTimeOffset now)
    {
        foreach (var one in figures.Skus)
        {
            var sku = one.Sku!.Value;
            var asked = CoarseFigures.Show(one.Asked, sku, "asked", secret);
            var before = state.Unmet.GetValueOrDefault(sku)?.Threshold ?? 0;
            var step = StepOf(asked);
            if (step > before || asked < Leaves * before)
                yield return new(now, Signal(state, one, asked, step, secret, now));
        }

        if (figures.Skus.Length >= RegionFigures.MostSkus)
            yield break; // there are more than these
        foreach (var gone in state.Unmet.Values.Where(signal => figures.Skus.All(one => one.Sku != signal.Sku)).ToList())
            yield return new(now, Over(gone, now));
    }

    /// <summary>What is told when a region closes, or nothing is known of a SKU any more.</summary>
    public static UnmetSignal Over(UnmetSignal last, DateTimeOffset now) =>
        last with { At = now, Threshold = 0, Asked = 0, Available = 0, AskedHourAgo = null, AskedDayAgo = null, StockOutAt = null };

    private static UnmetSignal Signal(RegionState state, SkuFigures one, long asked, long step, string secret, DateTimeOffset now)
    {
        var sku = one.Sku!.Value;
        return new(state.Facts!.Id, state.Facts.Name, sku, now, step, asked, one.Available, Ago(Hour), Ago(Day), StockOut());

        long? Ago(TimeSpan span) => state.History.At(sku, now - span) is { } then ? CoarseFigures.Show(then.Asked, sku, "asked", secret) : null;

        DateTimeOffset? StockOut()
        {
            if (one.Available == 0)
                return now;
            if (state.History.At(sku, now - Hour) is not { } before)
                return null;
            var matched = CoarseFigures.Show(one.Made, sku, "made", secret) - CoarseFigures.Show(before.Made, sku, "made", secret);
            var hours = matched <= 0 ? double.MaxValue : Math.Ceiling((double)one.Available / matched);
            return hours <= HoursAhead ? now + TimeSpan.FromHours(hours) : null;
        }
    }

    private static long StepOf(long asked) => Steps.LastOrDefault(step => step <= asked);

    private static IEnumerable<long> Series()
    {
        for (var ten = 10L; ; ten *= 10)
        {
            yield return 2 * ten;
            yield return 5 * ten;
            yield return 10 * ten;
        }
    }
}
