using System.Text;
using MatchGrid.Embedded;
using MatchGrid.Geo;
using MatchGrid.Markets;
using MatchGrid.Skus;
using MatchGrid.Wakes;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MatchGrid.Tests.Grains.Wakes;

public sealed class WakeServiceTests : PumpedGrid, ICallTransport
{
    private static readonly byte[] NothingHappened = Encoding.UTF8.GetBytes("{}");

    private readonly List<string> woken = [];

    protected override ICallTransport Transport => this;

    void ICallTransport.Carry(CarriedCall carried)
    {
        if (!carried.IsReply && carried.MethodName == nameof(IMarketGrain.GetFigureAsync))
            woken.Add($"market/{carried.Target.Key}");
        carried.Deliver();
    }

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
    public void PokeDue_AMarketAsleepAtTheStart_IsWokenOnceAndLookedAtAgainAfterADay()
    {
        Asleep(Market(1), DateTimeOffset.UnixEpoch);

        Assert.Equal(1, Grid.Wakes.PokeDue(Now));
        Assert.Equal((0, 1), Markets.Progress);
        Grid.RunUntilIdle();
        Assert.Equal((1, 1), Markets.Progress);
        Assert.Equal(Now + MarketWaker.Later, Grid.Wakes.Next);
    }

    [Fact]
    public void PokeDue_ManyMarketsAsleep_WakeAFewAtATimeTheMostUrgentFirst()
    {
        var urgencies = Enumerable.Range(0, 7).Select(number => new Rank(0, number, DateTimeOffset.MaxValue, Now, new("r"))).ToList();
        foreach (var (number, rank) in urgencies.Index())
            Asleep(Market(number), WakeOrder.Of(rank));

        Grid.Wakes.PokeDue(Now);
        Assert.Equal(MarketWaker.MostAtOnce, woken.Count);
        Grid.RunUntilIdle();

        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(Market), woken);
        Assert.Equal((7, 7), Markets.Progress);
    }

    [Fact]
    public void PokeDue_AMarketThatDoesNotAnswer_IsTriedAgainAfterAMinute()
    {
        Asleep("market/no-market", DateTimeOffset.UnixEpoch);

        Grid.Wakes.PokeDue(Now);
        Grid.RunUntilIdle();
        Assert.Equal((0, 0), Markets.Progress);
        Assert.Equal(Now + MarketWaker.Again, Grid.Wakes.Next);
    }

    [Fact]
    public void PokeDue_AMarketThatAppendedSinceTheStart_IsLookedAtAMinuteLater()
    {
        Grid.Wakes.PokeDue(Now);
        Asleep(Market(1), DateTimeOffset.UnixEpoch);

        Grid.Wakes.PokeDue(Now);
        Assert.Empty(woken);
        Assert.Equal(Now + MarketWaker.Again, Grid.Wakes.Next);

        Grid.Wakes.PokeDue(Now + MarketWaker.Again);
        Grid.RunUntilIdle();
        Assert.Equal([Market(1)], woken);
        Assert.Equal((0, 0), Markets.Progress);
        Assert.Equal(Now + MarketWaker.Again + MarketWaker.Later, Grid.Wakes.Next);
    }

    [Fact]
    public void PokeDue_AfterOtherProcessesHaveEnded_WakesTheirMarketsToo()
    {
        Grid.Wakes.PokeDue(Now);
        using (Markets.Finding())
        {
            Asleep(Market(1), DateTimeOffset.UnixEpoch);
            Grid.Wakes.PokeDue(Now);
        }

        Grid.RunUntilIdle();
        Assert.Equal([Market(1)], woken);

        Grid.Wakes.PokeDue(Now);
        Asleep(Market(2), DateTimeOffset.UnixEpoch);
        Grid.Wakes.PokeDue(Now);
        Grid.RunUntilIdle();
        Assert.Equal([Market(1)], woken);
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

    private MarketWaker Markets => Grid.Services.GetRequiredService<MarketWaker>();

    private static string Market(int number) => $"market/{new MarketId(new($"test:{number}"), CellId.Faces[0])}";

    // A grain that once asked for a wake and has nothing to do when it comes.
    private void Asleep(string grain, DateTimeOffset wake) => Grid.Journal.Append(grain, 0, NothingHappened, wake);

    private async Task<int> RepeatedAsync() => (await ReadAsync("sku/test:1", SkuJson.Codec)).State.Repeated;
}
