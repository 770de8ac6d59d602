using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Regions;
using MatchGrid.Requests;
using Xunit;

namespace MatchGrid.Tests.Grid;

public sealed class RegionTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Region_Opens_ThoseInsideComeFirst_AndKeepTheirPlaceWhenItCloses()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("first", radius: 20_000, kilometresNorth: 10);
        grid.Advance(TimeSpan.FromMinutes(1));
        grid.Open("inside", radius: 20_000);
        grid.Advance(TimeSpan.FromMinutes(1));

        Open(grid, "storm", tier: 3, kilometres: 5);
        grid.Advance(Soon);
        grid.Count("P1", 1);
        var region = grid.Match("inside").Region!;
        Assert.Equal(("storm", 1, 3), (region.Id.Value, region.Version, region.Tier));
        Assert.Equal("storm", grid.View("inside").Region!.Id.Value);
        Assert.Null(grid.View("first").Region);
        Assert.Empty(grid.View("first").Matches);

        grid.Decline("inside");
        grid.Register("P2");
        Assert.True(grid.Host.Run(() => Region(grid, "storm").CloseAsync()).IsDone);
        grid.Advance(Soon);
        Assert.Equal("first", Assert.Single(new[] { "first", "inside" }, id => grid.View(id).Matches.Any(match => match.IsLive)));
        Assert.Null(grid.Match("first").Region);
        Assert.Null(grid.View("inside").Region);
    }

    [Fact]
    public async Task Regions_Overlap_TheHighestTierWins_ATierOfZeroOnlyWatches()
    {
        await using var grid = await TestGrid.StartAsync();
        Open(grid, "wide", tier: 2, kilometres: 50);
        Open(grid, "narrow", tier: 5, kilometres: 5);
        Open(grid, "watched", tier: 0, kilometres: 100);
        grid.Open("centre");
        grid.Open("edge", kilometresNorth: 20);
        grid.Open("outside", kilometresNorth: 80);

        Assert.Equal("narrow", grid.View("centre").Region!.Id.Value);
        Assert.Equal("wide", grid.View("edge").Region!.Id.Value);
        Assert.Null(grid.View("outside").Region);
    }

    [Fact]
    public async Task Region_Scheduled_CountsFromItsBeginningToItsEnd()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Open("r1");
        Open(grid, "later", tier: 1, kilometres: 5, from: grid.Now.AddHours(1), until: grid.Now.AddHours(2));
        Assert.Null(grid.View("r1").Region);
        grid.Advance(TimeSpan.FromHours(1) + Soon);
        Assert.Equal("later", grid.View("r1").Region!.Id.Value);
        grid.Advance(TimeSpan.FromHours(1));
        Assert.Null(grid.View("r1").Region);
    }

    [Fact]
    public async Task Tiers_AfterARestart_AreTheSame()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("first", radius: 20_000, kilometresNorth: 10);
        grid.Advance(TimeSpan.FromMinutes(1));
        grid.Open("inside", radius: 20_000);
        Open(grid, "storm", tier: 3, kilometres: 5);
        grid.Advance(Soon);

        await grid.CrashAsync();
        grid.Advance(TimeSpan.FromSeconds(10));
        grid.Count("P1", 1);
        Assert.Equal("storm", grid.Match("inside").Region!.Id.Value);
        Assert.Empty(grid.View("first").Matches);
    }

    [Fact]
    public async Task Figures_OfDemandAndSupplyInside_AreRight_AlsoOfWhatWasThereBefore_AndAfterARestart()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Register("P2", kilometresNorth: 30);
        grid.Count("P1", 2);
        grid.Count("P2", 7);
        grid.Open("matched");
        grid.Open("large", quantity: 3, urgency: Urgency.Critical);
        grid.Open("beyond", kilometresNorth: 30);
        grid.Advance(TimeSpan.FromMinutes(3));

        Open(grid, "storm", tier: 1, kilometres: 10);
        grid.Advance(Soon);
        Check(grid, asked: 3, matched: 1, collected: 0, onHand: 2, held: 1);
        var figures = Figures(grid);
        Assert.Equal<long>([0, 0, 0, 1], figures.Total.Open);
        Assert.InRange(figures.Total.LongestWaitSeconds!.Value, 180, 190);
        Assert.Equal(0.25, figures.Total.FillRate);
        Assert.Equal((1, 1), (figures.Pharmacies, figures.Reporting));

        grid.Accept("matched");
        var match = grid.Match("matched");
        grid.Host.Run(() => grid.Pharmacy("P1").HandOverAsync(match.Id, match.Code));
        grid.Advance(Soon);
        Check(grid, asked: 3, matched: 0, collected: 1, onHand: 1, held: 0);

        grid.Count("P1", 5);
        grid.Advance(Soon);
        Check(grid, asked: 0, matched: 3, collected: 1, onHand: 5, held: 3);

        await grid.CrashAsync();
        grid.Advance(TimeSpan.FromSeconds(10));
        Check(grid, asked: 0, matched: 3, collected: 1, onHand: 5, held: 3);
    }

    [Fact]
    public async Task Pharmacy_MovesOut_ItsShelvesCountNoLonger()
    {
        await using var grid = await TestGrid.StartAsync();
        Open(grid, "storm", tier: 1, kilometres: 10);
        grid.Register("P1");
        grid.Count("P1", 4);
        grid.Advance(Soon);
        Assert.Equal(4, Figures(grid).Total.OnHand);
        grid.Register("P1", kilometresNorth: 30);
        grid.Count("P1", 5);
        grid.Advance(Soon);
        Assert.Equal((0, 0), ((int)Figures(grid).Total.OnHand, Figures(grid).Pharmacies));
    }

    [Fact]
    public async Task Alarm_RunningOut_IsRaisedOnce_Acknowledged_ClearedWhenStockComes_AndInTheFeed()
    {
        await using var grid = await TestGrid.StartAsync();
        Open(grid, "storm", tier: 1, kilometres: 10);
        grid.Register("P1");
        grid.Open("r1");
        grid.Advance(TimeSpan.FromMinutes(2));
        var alarm = Assert.Single(View(grid).Alarms);
        Assert.Equal((AlarmKind.RunningOut, TestGrid.Pack), (alarm.Kind, alarm.Sku));
        Assert.True(grid.Host.Run(() => Region(grid, "storm").AcknowledgeAsync(alarm.Id, "c-1")).IsDone);
        Assert.Equal("c-1", Assert.Single(View(grid).Alarms).AcknowledgedBy);

        grid.Count("P1", 50);
        grid.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(View(grid).Alarms);
        Assert.NotNull(Assert.Single(View(grid).Over).ClearedAt);
        var kinds = Feed(grid).Where(one => one.Alarm is not null).Select(one => one.Kind);
        Assert.Equal([MatchEventKind.AlarmRaised, MatchEventKind.AlarmCleared], kinds);
    }

    [Fact]
    public async Task Curve_KeepsWhatChanged_AndTheFiguresLookBackOnIt()
    {
        await using var grid = await TestGrid.StartAsync();
        Open(grid, "storm", tier: 1, kilometres: 10);
        grid.Open("r1", quantity: 2);
        grid.Advance(TimeSpan.FromMinutes(30));
        grid.Open("r2", quantity: 3);
        grid.Advance(TimeSpan.FromMinutes(40));

        var curve = grid.Host.Run(() => Region(grid, "storm").GetCurveAsync(TestGrid.Pack, grid.Now.AddHours(-2), grid.Now, 100));
        Assert.Equal([2, 5], curve.Select(point => point.Sample.Asked));
        Assert.Equal((5, 2), (Figures(grid).Total.Asked, Figures(grid).Total.AskedHourAgo));
    }

    [Fact]
    public async Task Region_WithFewInhabitants_ShowsNoSmallCount()
    {
        await using var grid = await TestGrid.StartAsync();
        Open(grid, "storm", tier: 1, kilometres: 10, coarse: true);
        for (var i = 1; i <= 12; i++)
        {
            grid.Open("r" + i);
            grid.Advance(Soon);
            var figures = Figures(grid);
            Assert.True(figures.Coarse);
            Assert.All([figures.Total.Asked, figures.Skus[0].Asked, .. figures.Total.Open], count => Assert.Equal(0, count % CoarseFigures.LeastCount));
            Assert.Null(figures.Total.LongestWaitSeconds);
        }

        Assert.InRange(Figures(grid).Total.Asked, 10, 15);
    }

    [Fact]
    public async Task BadRegion_IsRefused_AndItsFieldNamed()
    {
        await using var grid = await TestGrid.StartAsync();
        var good = new RegionFacts(new("r"), 0, "Storm", RegionArea.Circle(TestGrid.City, 1_000), 1, grid.Now, null, false, null, false);
        Refused(good with { Tier = 10 }, RefusalCodes.InvalidField, "tier");
        Refused(good with { Name = " " }, RefusalCodes.InvalidField, "name");
        Refused(good with { Until = good.From }, RefusalCodes.InvalidInstant, "until");
        Refused(good with { Area = new([], []) }, RefusalCodes.MissingField, "area");
        Refused(good with { Area = RegionArea.Circle(new(91, 0), 1_000) }, RefusalCodes.InvalidCoordinates, "area");
        Refused(good with { Area = RegionArea.Circle(TestGrid.City, 1) }, RefusalCodes.RadiusOutOfRange, "area");
        Refused(good with { Area = new([], [new([[new(0, 0), new(1, 1)]])]) }, RefusalCodes.InvalidField, "area");
        Assert.Equal(RefusalCodes.UnknownRegion, grid.Host.Run(() => Region(grid, "r").CloseAsync()).Refusal?.Code);

        void Refused(RegionFacts facts, string code, string field)
        {
            var refusal = grid.Host.Run(() => Region(grid, "r").OpenAsync(facts, "c-1")).Refusal;
            Assert.Equal((code, field), (refusal?.Code, refusal?.Field));
        }
    }

    private static void Check(TestGrid grid, long asked, long matched, long collected, long onHand, long held)
    {
        var figures = Figures(grid);
        foreach (var one in new[] { figures.Total, Assert.Single(figures.Skus) })
            Assert.Equal((asked, matched, collected, onHand, held), (one.Asked, one.Matched, one.Collected, one.OnHand, one.Held));
    }

    private static IRegionGrain Region(TestGrid grid, string id) => grid.Host.Grains.GetGrain<IRegionGrain>(id);

    private static RegionFigures Figures(TestGrid grid) => grid.Host.Run(() => Region(grid, "storm").GetFiguresAsync())!;

    private static RegionView View(TestGrid grid) => grid.Host.Run(() => Region(grid, "storm").GetAsync())!;

    private static IEnumerable<MatchEvent> Feed(TestGrid grid) => Enumerable.Range(0, 8)
        .SelectMany(partition => grid.Host.Run(() => grid.Host.Grains.GetGrain<IFeedGrain>($"{partition}").ReadAsync(null, 0, 1000)).Entries)
        .Select(entry => entry.Event);

    private static void Open(
        TestGrid grid, string id, int tier, double kilometres, DateTimeOffset? from = null, DateTimeOffset? until = null, bool coarse = false)
    {
        var facts = new RegionFacts(new(id), 0, id, RegionArea.Circle(TestGrid.City, kilometres * 1_000), tier, from ?? grid.Now, until, false, null, coarse);
        Assert.Null(grid.Host.Run(() => Region(grid, id).OpenAsync(facts, "c-1")).Refusal);
    }
}
