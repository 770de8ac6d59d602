using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using Xunit;

namespace MatchGrid.Tests.Grid;

public sealed class SignalTests
{
    [Fact]
    public async Task UnmetDemand_IsInTheFeedWithinAMinute_OnceAlsoAfterARestart_AndOverWhenStockComes()
    {
        await using var grid = await TestGrid.StartAsync();
        Open(grid);
        grid.Register("P1");
        for (var i = 0; i < 8; i++)
            grid.Open($"r{i}", quantity: 4);
        grid.Advance(TimeSpan.FromSeconds(59));
        var told = Assert.Single(Told(grid));
        Assert.Equal((MatchEventKind.UnmetDemandRose, TestGrid.Pack, "storm", 20), (told.Kind, told.Sku, told.Unmet!.Region.Value, told.Unmet.Threshold));
        Assert.InRange(told.Unmet.Asked, 30, 35);
        Assert.Equal(told.Unmet, Assert.Single(Standing(grid)));

        await grid.CrashAsync();
        grid.Advance(TimeSpan.FromMinutes(2));
        Assert.Single(Told(grid));
        Assert.Equal(told.Unmet, Assert.Single(Standing(grid)));

        grid.Count("P1", 32);
        grid.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(Standing(grid));
        Assert.Equal([MatchEventKind.UnmetDemandRose, MatchEventKind.UnmetDemandFell], Told(grid).Select(one => one.Kind));
        Assert.All(Told(grid), one => Assert.True(one.Unmet!.Asked % CoarseFigures.LeastCount == 0));
    }

    private static void Open(TestGrid grid)
    {
        var facts = new RegionFacts(new("storm"), 0, "Storm", RegionArea.Circle(TestGrid.City, 10_000), 1, grid.Now, null, false, null, false);
        Assert.Null(grid.Host.Run(() => Region(grid).OpenAsync(facts, "c-1")).Refusal);
    }

    private static IRegionGrain Region(TestGrid grid) => grid.Host.Grains.GetGrain<IRegionGrain>("storm");

    private static IReadOnlyList<UnmetSignal> Standing(TestGrid grid) => grid.Host.Run(() => Region(grid).GetSignalsAsync());

    private static IReadOnlyList<MatchEvent> Told(TestGrid grid) =>
    [
        .. Enumerable.Range(0, 8).SelectMany(partition => grid.Host.Run(() => grid.Host.Grains.GetGrain<IFeedGrain>($"{partition}").ReadAsync(null, 0, 1000)).Entries)
            .Select(entry => entry.Event).Where(one => one.Unmet is not null),
    ];
}
