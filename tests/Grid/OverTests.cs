using MatchGrid.Requests;
using Xunit;

namespace MatchGrid.Tests.Grid;

public sealed class OverTests
{
    [Fact]
    public async Task Request_ThatIsOver_IsFoldedTogetherAndStillKnown()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("r1");
        grid.Open("r2");
        grid.Count("P1", 1);
        grid.Accept("r1");
        Assert.True(grid.Host.Run(() => grid.Pharmacy("P1").HandOverAsync(null, grid.Match("r1").Code)).IsDone);
        grid.Advance(TimeSpan.FromMinutes(1));

        var over = await grid.Host.Journal.ReadAsync("request/r1");
        Assert.Equal((over.Version, 0), (over.SnapshotVersion, over.Rows.Count));
        Assert.Equal(0, (await grid.Host.Journal.ReadAsync("request/r2")).SnapshotVersion);

        await grid.CrashAsync();
        Assert.Equal((RequestStatus.Fulfilled, MatchStatus.Collected), (grid.View("r1").Status, grid.Match("r1").Status));
    }
}
