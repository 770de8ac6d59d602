using MatchGrid.Patients;
using MatchGrid.Requests;
using MatchGrid.Skus;
using Xunit;

namespace MatchGrid.Tests.Grid;

public sealed class RestartTests
{
    [Fact]
    public async Task Crash_SupplyThatAMakerAnnounced_IsStillExpected()
    {
        await using var grid = await TestGrid.StartAsync();
        var announced = new SupplyAnnouncement("maker", "batch-1", 500, grid.Now.AddDays(9), [new(TestGrid.City, 20_000)]);
        Assert.True(grid.Host.Run(() => Sku().PublishAsync(new(TestGrid.Pack, "Paxlovid"))).IsDone);
        Assert.True(grid.Host.Run(() => Sku().AnnounceAsync(announced)).IsDone);
        await grid.CrashAsync(down: TimeSpan.FromDays(1));
        var kept = Assert.Single(grid.Host.Run(() => Sku().GetAnnouncedAsync()));
        Assert.Equal((announced.Id, announced.Quantity, announced.From, announced.Places[0]), (kept.Id, kept.Quantity, kept.From, kept.Places[0]));

        ISkuGrain Sku() => grid.Host.Grains.GetGrain<ISkuGrain>(TestGrid.Pack.Value);
    }

    [Fact]
    public async Task Crash_WaitingDemand_IsMatchedWithStockThatComesAfterwards()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("r1");
        await grid.CrashAsync();
        grid.Count("P1", 1);
        Assert.Equal(MatchStatus.Held, grid.Match("r1").Status);
        Assert.Equal([NoticeKind.Held], grid.Inbox("r1"));
    }

    [Fact]
    public async Task Crash_HeldMatch_IsThereAndLapsesAlthoughTheProcessWasDownThen()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("r1");
        grid.Count("P1", 1);
        var match = grid.Match("r1");
        await grid.CrashAsync(down: TimeSpan.FromHours(5));
        Assert.Equal((match.Id, MatchStatus.Lapsed), (grid.Match("r1").Id, grid.Match("r1").Status));
        Assert.Equal((1, 0), (grid.Line("P1").OnHand, grid.Line("P1").Held));
    }

    [Fact]
    public async Task Crash_AfterEveryStep_NothingIsDoubledOrLost()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        await grid.CrashAsync();
        grid.Count("P1", 1);
        await grid.CrashAsync();
        grid.Open("r1");
        await grid.CrashAsync();
        grid.Accept("r1");
        await grid.CrashAsync();
        Assert.True(grid.Host.Run(() => grid.Pharmacy("P1").HandOverAsync(null, grid.Match("r1").Code)).IsDone);
        await grid.CrashAsync();
        Assert.Equal([NoticeKind.Held, NoticeKind.Accepted, NoticeKind.Collected], grid.Inbox("r1"));
        Assert.Equal((0, 0, 1), (grid.Line("P1").OnHand, grid.Line("P1").Held, grid.Line("P1").Unseen));
    }
}
