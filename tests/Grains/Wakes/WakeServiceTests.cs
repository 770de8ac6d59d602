using System.Text;
using MatchGrid.Geo;
using MatchGrid.Markets;
using MatchGrid.Skus;
using MatchGrid.Wakes;
using Xunit;

namespace MatchGrid.Tests.Grains.Wakes;

public sealed class WakeServiceTests : PumpedGrid
{
    private static readonly byte[] NothingHappened = Encoding.UTF8.GetBytes("{}");

    [Fact]
    public void PokeDue_AGrainThatAppendsNothing_IsPutOffForFiveSeconds()
    {
        Asleep("sku/test:1", Now);
        Assert.Equal(1, Grid.Wakes.PokeDue(Now));
        Grid.RunUntilIdle();

        Assert.Equal(0, Grid.Wakes.PokeDue(Now));
        Assert.Equal(Now + WakeService.Again, Grid.Wakes.Next);
    }

    [Fact]
    public void PokeDue_AMarketDueAtEveryStart_GetsTwoChancesAndThenOneADay()
    {
        Asleep(Market(1), DateTimeOffset.UnixEpoch);

        Assert.Equal(1, Grid.Wakes.PokeDue(Now));
        Assert.Equal(Now + WakeService.MarketAgain, Grid.Wakes.Next);
        Assert.Equal(1, Grid.Wakes.PokeDue(Now + WakeService.MarketAgain));
        Assert.Equal(1, Grid.Wakes.PokeDue(Now + (2 * WakeService.MarketAgain)));
        Assert.Equal(Now + (2 * WakeService.MarketAgain) + WakeService.MarketLater, Grid.Wakes.Next);
    }

    [Fact]
    public void PokeDue_MoreThanAPass_LeavesTheRestForTheNextAndStarvesNobody()
    {
        for (var i = 0; i < WakeService.MostPerPass + 10; i++)
            Asleep(Market(i), DateTimeOffset.UnixEpoch);
        Asleep("sku/test:1", Now);

        Assert.Equal(WakeService.MostPerPass, Grid.Wakes.PokeDue(Now));
        Assert.Equal(11, Grid.Wakes.PokeDue(Now));
        Assert.Equal(0, Grid.Wakes.PokeDue(Now));
    }

    [Fact]
    public async Task Advance_AfterARestart_PokesWhatBecameDueMeanwhile()
    {
        var sku = Grid.Grains.GetGrain<ISkuGrain>("test:1");
        Grid.Run(() => sku.PublishAsync(new(new("test:1"), "name")));
        Grid.Run(() => sku.SuspendAsync(suspended: true));
        await RestartAsync();
        Assert.Equal(0, await RepeatedAsync());

        Grid.AdvanceTo(Now);
        Assert.Equal(0, await RepeatedAsync());
        Grid.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await RepeatedAsync());
        Grid.Advance(TimeSpan.FromSeconds(24.9));
        Assert.Equal(1, await RepeatedAsync());
        Grid.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, await RepeatedAsync());
    }

    private static string Market(int number) => $"market/{new MarketId(new($"test:{number}"), CellId.Faces[0])}";

    // A grain that once asked for a wake and has nothing to do when it comes.
    private void Asleep(string grain, DateTimeOffset wake) => Grid.Journal.Append(grain, 0, NothingHappened, wake);

    private async Task<int> RepeatedAsync() => (await ReadAsync("sku/test:1", SkuJson.Codec)).State.Repeated;
}
