using MatchGrid.Identifiers;
using MatchGrid.Regions;
using Xunit;

namespace MatchGrid.Tests.Core.Regions;

public sealed class RegionHistoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Curve_IsRolledUpByAge_AndStaysSmall()
    {
        var history = new RegionHistory();
        const int days = 60;
        for (var minute = 0; minute < days * 1440; minute++)
            history.Add(Start.AddMinutes(minute), [Sample(minute)]);
        var end = Start.AddDays(days);

        var points = history.Curves[""];
        Assert.InRange(points.Count, 1440 + (13 * 96) + (days - 15), 1440 + (14 * 96) + days + 100);
        Assert.Equal((days * 1440) - 60, history.At(null, end.AddHours(-1))!.Asked);
        Assert.InRange(history.At(null, end.AddDays(-7))!.Asked, ((days - 7) * 1440) - 15, (days - 7) * 1440);
        Assert.InRange(history.At(null, end.AddDays(-40))!.Asked, ((days - 40) * 1440) - 1440, (days - 40) * 1440);
        Assert.Null(history.At(null, Start.AddMinutes(-1)));
    }

    [Fact]
    public void Curve_ThinnedToSoManyPoints_KeepsItsEnds()
    {
        var history = new RegionHistory();
        for (var minute = 0; minute < 1_000; minute++)
            history.Add(Start.AddMinutes(minute), [Sample(minute)]);

        var curve = history.Curve(null, Start, Start.AddMinutes(999), 10);
        Assert.Equal(10, curve.Length);
        Assert.Equal((0, 999), (curve[0].Sample.Asked, curve[^1].Sample.Asked));
        Assert.Empty(history.News([Sample(999)]));
        Assert.Single(history.News([Sample(1_000)]));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Quantile_OfBins_IsWithinAThird(double share)
    {
        var random = new Random(3);
        var waits = Enumerable.Range(0, 5_000).Select(_ => TimeSpan.FromSeconds(Math.Exp(random.NextDouble() * 14))).Order().ToArray();
        var bins = new int[WaitBins.Count];
        foreach (var wait in waits)
            bins[WaitBins.Of(wait)]++;
        var exact = waits[(int)(share * waits.Length)];
        Assert.InRange(WaitBins.Quantile(bins, share, waits[^1])!.Value / exact, 0.67, 1.5);
        Assert.Null(WaitBins.Quantile(new int[WaitBins.Count], share, TimeSpan.Zero));
    }

    private static SkuSample Sample(long asked) => new(null, 1, asked, 0, 0, 0, 0, 0, 0, 0);
}
