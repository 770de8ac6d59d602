using MatchGrid.Replay.Data;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class StockSeriesTests
{
    [Fact]
    public void Arrivals_KeepRisesOnly()
    {
        using var folder = new TemporaryFolder();

        var series = StockSeries.Of(SmallSeries.Read(folder.Path), StockMode.Arrivals, thin: 1);

        Assert.Equal([(0, 10), (1, 3), (0, 5)], series.Movements.Select(movement => (movement.Place, movement.Packs)));
        Assert.Equal([15L, 3L], series.ArrivingPacks);
    }

    [Fact]
    public void Counts_KeepEveryReport_AndADelistAsNone()
    {
        using var folder = new TemporaryFolder();

        var series = StockSeries.Of(SmallSeries.Read(folder.Path), StockMode.Counts, thin: 1);

        Assert.Equal([10, 4, 9], series.Movements.Where(movement => movement.Place == 0).Select(movement => movement.Packs));
        Assert.Equal([3, 0], series.Movements.Where(movement => movement.Place == 1).Select(movement => movement.Packs));
        Assert.Equal([15L, 3L], series.ArrivingPacks);
    }

    [Fact]
    public void Instants_StandBetweenTheSnapshotsThatShowThem()
    {
        using var folder = new TemporaryFolder();
        var dataset = SmallSeries.Read(folder.Path);

        var series = StockSeries.Of(dataset, StockMode.Counts, thin: 1);

        Assert.All(series.Movements, movement => Assert.InRange(movement.At, new(2021, 12, 31, 10, 0, 0, TimeSpan.Zero), new(2022, 1, 4, 10, 0, 0, TimeSpan.Zero)));
        var last = series.Movements.Last(movement => movement.Place == 0);
        Assert.InRange(last.At, new(2022, 1, 2, 10, 0, 0, TimeSpan.Zero), new(2022, 1, 4, 10, 0, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(StockMode.Arrivals)]
    [InlineData(StockMode.Counts)]
    public void Sample_IsNumberedPerPlace_InOrderOfTime(StockMode mode)
    {
        var series = StockSeries.Of(DatasetReader.Read(ShippedSamples.Therapeutics), mode, thin: 1);

        Assert.Equal(series.Movements.OrderBy(movement => movement.At).Select(movement => movement.At), series.Movements.Select(movement => movement.At));
        Assert.All(
            series.Movements.GroupBy(movement => movement.Place),
            place => Assert.Equal(Enumerable.Range(1, place.Count()), place.Select(movement => movement.Number)));
    }

    [Fact]
    public void Thinning_KeepsTheTotalInProportion()
    {
        var dataset = DatasetReader.Read(ShippedSamples.Therapeutics);
        var all = StockSeries.Of(dataset, StockMode.Arrivals, thin: 1).ArrivingPacks.Sum();

        var thinned = StockSeries.Of(dataset, StockMode.Arrivals, thin: 20).ArrivingPacks.Sum();

        Assert.InRange(thinned / (all / 20.0), 0.95, 1.05);
    }
}
