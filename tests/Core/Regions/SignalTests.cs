using MatchGrid.Identifiers;
using MatchGrid.Regions;
using Xunit;

namespace MatchGrid.Tests.Core.Regions;

public sealed class SignalTests
{
    private static readonly Sku Drug = new("test:1");
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Steps_AreToldOnceEach_AndLeftOnlyWellBelow()
    {
        var state = Opened();
        long[] asked = [0, 10, 25, 25, 30, 55, 60, 45, 40, 60, 250, 30, 20, 15, 10, 25, 0];
        var told = asked.SelectMany(packs => Look(state, packs)).Select(signal => signal.Threshold).ToList();
        Assert.Equal([20, 50, 200, 20, 0, 20, 0], told);
        Assert.Empty(state.Unmet);
    }

    [Fact]
    public void Demand_JustAroundAStep_IsToldOnce()
    {
        var state = Opened();
        var told = Enumerable.Range(0, 100).SelectMany(i => Look(state, 50 + (i % 2 == 0 ? 5 : -8))).ToList();
        Assert.Equal([50], told.Select(signal => signal.Threshold));
    }

    [Fact]
    public void Signals_SayNothingThatTheShownCountsDoNot()
    {
        // The same history, once exact and once as it is shown in round numbers: every signal, and its moment, is the same. What could be worked out
        // from signals of several regions, moments and drugs could be worked out from the shown counts, of which CoarseFiguresTests tells.
        for (var seed = 0; seed < 200; seed++)
        {
            var (random, exact, shown) = (new Random(seed), Opened(), Opened());
            var (asked, made) = (0L, 0L);
            for (var minute = 0; minute < 180; minute++)
            {
                asked = Math.Max(0, asked + random.Next(-6, 8));
                made += random.Next(0, 3);
                var now = Start.AddMinutes(minute);
                var one = Figures(asked, made, available: 40 + (minute % 7));
                var coarse = CoarseFigures.Of(one, "s");
                var seen = SignalDecider.Look(exact, one, "s", now).ToList();
                Assert.Equal(seen, SignalDecider.Look(shown, coarse, "s", now));
                seen.ForEach(exact.Apply);
                seen.ForEach(shown.Apply);
                exact.Apply(new SampleTaken(now, [SkuSample.Of(one.Skus[0])]));
                shown.Apply(new SampleTaken(now, [SkuSample.Of(coarse.Skus[0])]));
                Assert.All(seen, moved => Assert.All(
                    [moved.Signal.Asked, moved.Signal.AskedHourAgo ?? 0, moved.Signal.AskedDayAgo ?? 0], count => Assert.Equal(0, count % CoarseFigures.LeastCount)));
            }
        }
    }

    [Fact]
    public void Signal_HasTrendAndStockOut_AndIsOverWhenTheRegionCloses()
    {
        var state = Opened();
        state.Apply(new SampleTaken(Start, [SkuSample.Of(Figures(10, 0, 100).Skus[0])]));
        var signal = Assert.Single(SignalDecider.Look(state, Figures(30, 20, 80), "s", Start.AddHours(1))).Signal;
        Assert.Equal((20, 10), (signal.Threshold, signal.AskedHourAgo!.Value));
        Assert.InRange(signal.Asked, 26, 34);
        Assert.InRange(signal.StockOutAt!.Value, Start.AddHours(4), Start.AddHours(7)); // 80 packs, about 20 an hour
        Assert.Equal(Start, Assert.Single(SignalDecider.Look(state, Figures(30, 20, 0), "s", Start)).Signal.StockOutAt);

        state.Apply(new UnmetMoved(Start, signal));
        state.Apply(new RegionClosed(Start.AddHours(2)));
        Assert.Empty(state.Unmet);
    }

    [Fact]
    public void Forecast_CountsWhatComes_WhoWaitsFirst()
    {
        var now = Start;
        // 10 an hour, 50 there, nobody waits: gone after 5 h. 300 come after 10 h, when 50 wait: 250 left, 25 h more.
        var one = SupplyForecast.Of(new(Drug, 0, 50, 10), [(now.AddHours(10), 300), (now.AddHours(-1), 1_000)], now);
        Assert.Equal(new SupplyForecast(now.AddHours(5), now.AddHours(10), now.AddHours(35), 0), one);

        // 200 wait and nothing is there: what comes is not enough.
        var two = SupplyForecast.Of(new(Drug, 200, 0, 10), [(now.AddHours(10), 100), (now.AddHours(20), 50)], now);
        Assert.Equal((now, null, 250L), (two.StockOutAt!.Value, two.CoveredAt, two.Missing)); // 200 + 200 in 20 h - 150

        // Nothing is known of the demand to come.
        var three = SupplyForecast.Of(new(Drug, 20, 0, null), [(now.AddHours(10), 30)], now);
        Assert.Equal(new SupplyForecast(now, now.AddHours(10), null, 0), three);
    }

    private static RegionState Opened()
    {
        var state = new RegionState();
        state.Apply(new RegionOpened(Start, new(new("r"), 1, "Flood", RegionArea.Earth, 1, Start, null, false, null, false), "c", 0));
        return state;
    }

    private static List<UnmetSignal> Look(RegionState state, long asked)
    {
        // A secret whose steps lie at the multiples of five.
        var secret = Enumerable.Range(0, 100).Select(i => $"s{i}").First(one => CoarseFigures.Show(4, Drug, "asked", one) == 0);
        var moved = SignalDecider.Look(state, Figures(asked, 0, 7), secret, Start).ToList();
        moved.ForEach(state.Apply);
        return [.. moved.Select(one => one.Signal)];
    }

    private static RegionFigures Figures(long asked, long made, long available)
    {
        var one = new SkuFigures(Drug, [0, asked, 0, 0], asked, 0, 0, 0, made, null, null, null, null, available, 0, available, 1, 1, 0, 0, null, null, null, null);
        return new(new("r"), 1, Start, one with { Sku = null }, [one], [], 1, 1, false);
    }
}
