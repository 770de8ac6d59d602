using System.Collections.Immutable;
using MatchGrid.Identifiers;

namespace MatchGrid.Regions;

/// <summary>
/// Figures that tell nothing of few patients. Every count of requests or of packs for them becomes a multiple of five, and 0 stands for fewer than
/// five. Where the steps lie is a secret of the grid, another one for each SKU and measure: a count that steps up says that a handful more has come,
/// never from which number.
/// </summary>
/// <remarks>
/// The same count is shown the same way in every region and at every moment: asking again, elsewhere or later, brings nothing new. What would still
/// give it away is left out: waits, rates, trends and stock-out.
/// </remarks>
public static class CoarseFigures
{
    /// <summary>A region with fewer inhabitants is shown like this.</summary>
    public const int LeastInhabitants = 10_000;

    /// <summary>No count below this is shown.</summary>
    public const int LeastCount = 5;

    public static RegionFigures Of(RegionFigures exact, string secret) => exact with
    {
        Total = Of(exact.Total, secret),
        Skus = [.. exact.Skus.Select(one => Of(one, secret))],
        Coarse = true,
    };

    public static SkuFigures Of(SkuFigures exact, string secret)
    {
        var held = Show(exact.Held, exact.Sku, "held", secret);
        return exact with
        {
            Open = [.. exact.Open.Select((count, urgency) => Show(count, exact.Sku, $"open{urgency}", secret))],
            Asked = Show(exact.Asked, exact.Sku, "asked", secret),
            Matched = Show(exact.Matched, exact.Sku, "matched", secret),
            Collected = Show(exact.Collected, exact.Sku, "collected", secret),
            Broken = Show(exact.Broken, exact.Sku, "broken", secret),
            Made = Show(exact.Made, exact.Sku, "made", secret),
            FillRate = null,
            WaitP50Seconds = null,
            WaitP90Seconds = null,
            LongestWaitSeconds = null,
            OnHand = exact.Available + held, // on hand less available would be what is held
            Held = held,
            AskedHourAgo = null,
            AskedDayAgo = null,
            AskedTwoWeeksAgo = null,
            StockOutAt = null,
        };
    }

    /// <summary>A map shows places with few inhabitants, whatever the region: its demand is always coarse.</summary>
    public static ImmutableArray<CellFigures> Of(IEnumerable<CellFigures> cells, string secret) =>
    [
        .. cells.Select(cell => cell with
        {
            Asked = Show(cell.Asked, null, $"asked in {cell.Cell}", secret),
            Matched = Show(cell.Matched, null, $"matched in {cell.Cell}", secret),
        }),
    ];

    /// <summary>A multiple of five, at most four away from the count, and 0 for none.</summary>
    public static long Show(long count, Sku? sku, string measure, string secret)
    {
        if (count <= 0)
            return 0;
        var shift = (long)(TextHash.Of($"{secret}|{sku?.Value}|{measure}") % LeastCount);
        return (count + shift) / LeastCount * LeastCount;
    }
}
