using MatchGrid.Identifiers;
using MatchGrid.Regions;
using Xunit;

namespace MatchGrid.Tests.Core.Regions;

public sealed class CoarseFiguresTests
{
    private static readonly Sku Drug = new("test:1");

    [Fact]
    public void CountShown_IsAMultipleOfFive_AndNeverFarOff()
    {
        for (var secret = 0; secret < 50; secret++)
        {
            for (var count = 0; count <= 100; count++)
            {
                var shown = CoarseFigures.Show(count, Drug, "asked", $"s{secret}");
                Assert.Equal(0, shown % CoarseFigures.LeastCount);
                Assert.InRange(shown, count - 4, count + 4);
            }
        }
    }

    [Fact]
    public void Moments_OneAfterTheOther_NeverTellACountBelowFive()
    {
        // Somebody watches a count go up by one and sees what is shown before and after. What might it have been, not knowing the secret?
        var possible = new Dictionary<(long Before, long After), HashSet<int>>();
        for (var secret = 0; secret < 500; secret++)
        {
            for (var count = 0; count < 20; count++)
            {
                var seen = (CoarseFigures.Show(count, Drug, "asked", $"s{secret}"), CoarseFigures.Show(count + 1, Drug, "asked", $"s{secret}"));
                if (!possible.TryGetValue(seen, out var counts))
                    possible.Add(seen, counts = []);
                counts.Add(count);
            }
        }

        Assert.All(possible.Where(pair => pair.Value.Min() < CoarseFigures.LeastCount), pair => Assert.True(pair.Value.Count >= 4, $"{pair.Key}: {string.Join(',', pair.Value)}"));
    }

    [Fact]
    public void SameCount_IsShownTheSame_WhoeverAsks_AndAnotherMeasureHasOtherSteps()
    {
        Assert.All(Enumerable.Range(0, 50), count => Assert.Equal(CoarseFigures.Show(count, Drug, "asked", "s"), CoarseFigures.Show(count, Drug, "asked", "s")));
        var steps = Enumerable.Range(0, 100).Select(i => Enumerable.Range(1, 9).First(count => CoarseFigures.Show(count, new($"test:{i}"), "asked", "s") > 0));
        Assert.Equal(5, steps.Distinct().Count());
    }

    [Fact]
    public void Held_CannotBeWorkedOutFromWhatIsOnHandAndAvailable()
    {
        var exact = new SkuFigures(Drug, [0, 1, 2, 0], 3, 2, 1, 0, 4, 0.5, 60, 120, 180, 12, 2, 10, 1, 1, 0, 0, 2, 2, 2, null);
        var shown = CoarseFigures.Of(exact, "s");
        Assert.Equal(10, shown.Available);
        Assert.Equal(0, (shown.OnHand - shown.Available) % CoarseFigures.LeastCount);
        Assert.All([.. shown.Open, shown.Asked, shown.Matched, shown.Collected, shown.Made, shown.Held], count => Assert.Equal(0, count % CoarseFigures.LeastCount));
        Assert.Equal((null, null, null, null), (shown.FillRate, shown.LongestWaitSeconds, shown.AskedHourAgo, shown.StockOutAt));
    }
}
