using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Pharmacies;
using Xunit;

namespace MatchGrid.Tests.Core.Pharmacies;

public sealed class ConfidenceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Sku Pack = new("ndc:00069-1085-30");
    private readonly PharmacyState state = new();

    public ConfidenceTests()
    {
        Apply([new PharmacyRegistered(new(new("P1"), "First", PharmacyKind.Retail, new(40.7, -74.0), OpeningHours.AlwaysOpen))]);
        Count(10, Noon);
    }

    [Fact]
    public void Chance_IsOneAtTheReport_AndFallsWithAgeFewPacksAndAPoorRecord()
    {
        var model = ConfidenceModel.Shipped;
        var ages = new[] { 0, 0.1, 1, 3, 7, 14, 30, 90, 10_000 }.Select(days => model.ChanceOf(TimeSpan.FromDays(days), 5, 0)).ToList();

        Assert.Equal(1, ages[0]);
        Assert.Equal(ages.OrderDescending(), ages);
        Assert.All(ages, chance => Assert.InRange(chance, 0, 1));
        Assert.True(model.ChanceOf(TimeSpan.FromDays(3), 20, 0) > model.ChanceOf(TimeSpan.FromDays(3), 2, 0));
        Assert.True(model.ChanceOf(TimeSpan.FromDays(3), 5, 1) > model.ChanceOf(TimeSpan.FromDays(3), 5, -1));
        Assert.Equal((0, 1), (model.ChanceOf(TimeSpan.FromDays(3), 0, 0), model.ChanceOf(TimeSpan.FromDays(-3), 1, 0)));
    }

    [Theory]
    [InlineData(-20, -8)]
    [InlineData(-1.2, -1.25)]
    [InlineData(0, 0)]
    [InlineData(3.1, 3)]
    [InlineData(50, 7.75)]
    public void Evidence_InFourBytes_KeepsTheMinuteTheDoubtAndTheRecord(double record, double kept)
    {
        var evidence = StockEvidence.Of(Noon.AddSeconds(59), doubted: true, record);
        Assert.Equal((Noon, true, kept), (evidence.SeenAt, evidence.Doubted, evidence.Record));
        Assert.True(StockEvidence.Of(DateTimeOffset.MinValue, doubted: false, record).IsKnown);
    }

    [Fact]
    public void Evidence_OfNothing_TakesTheClaimAsItIs()
    {
        Assert.Equal((1, 0), (default(StockEvidence).ChanceOf(1, Noon), default(StockEvidence).ChanceOf(0, Noon)));
    }

    [Fact]
    public void Evidence_IsNews_WhenItIsSixHoursYoungerDoubtedOrOfAnotherRecord()
    {
        var told = StockEvidence.Of(Noon, doubted: false, 0);
        Assert.False(StockEvidence.Of(Noon.AddHours(5.9), doubted: false, 0.5).IsNewsAfter(told));
        Assert.False(StockEvidence.Of(Noon.AddHours(-9), doubted: false, 0).IsNewsAfter(told));
        Assert.True(StockEvidence.Of(Noon.AddHours(6), doubted: false, 0).IsNewsAfter(told));
        Assert.True(StockEvidence.Of(Noon, doubted: true, 0).IsNewsAfter(told));
        Assert.True(StockEvidence.Of(Noon, doubted: false, -1).IsNewsAfter(told));
    }

    [Fact]
    public void Record_HoldsThatWereNotThere_PullItDown_HandOversUp_AndTimeBack()
    {
        Assert.Equal(0, state.Reliability.RecordAt(Noon), 9);
        Close("1", HoldEnd.HandedOver, Noon.AddHours(1));
        Close("2", HoldEnd.HandedOver, Noon.AddHours(2));
        var good = state.Reliability.RecordAt(Noon.AddHours(2));
        for (var i = 3; i < 6; i++)
            Close($"{i}", HoldEnd.NotThere, Noon.AddHours(i));
        var poor = state.Reliability.RecordAt(Noon.AddHours(6));

        Assert.True(good > 0 && poor < -1, $"{good} {poor}");
        Assert.InRange(state.Reliability.RecordAt(Noon.AddDays(60)), poor + 0.5, 0);
        Assert.InRange(state.Reliability.RecordAt(Noon.AddDays(3000)), -0.001, 0.001);
    }

    [Fact]
    public void Record_HoldsThatEndedOtherwise_SayNothingOfThePharmacy()
    {
        var before = state.Reliability;
        Close("1", HoldEnd.Lapsed, Noon.AddHours(1));
        Close("2", HoldEnd.NoShow, Noon.AddHours(2));
        Close("3", HoldEnd.Recalled, Noon.AddHours(2));
        Close("4", null, Noon.AddHours(3));
        Assert.Equal(before, state.Reliability);
    }

    [Fact]
    public void Record_CountsEveryMinute_WeighNoMoreThanOneADay()
    {
        for (var minute = 1; minute <= 24 * 60; minute++)
            Count(10, Noon.AddMinutes(minute));
        Assert.InRange(state.Reliability.There, 1.9, 2.1);

        Count(0, Noon.AddDays(3));
        Assert.InRange(state.Reliability.Missing, 0.99, 1.01);
        Count(0, Noon.AddDays(4)); // claimed nothing
        Assert.InRange(state.Reliability.Missing, 0.99, 1.01);
    }

    [Fact]
    public void Line_WhereAPackWasNotThere_CountsHalfUntilItIsCounted()
    {
        Close("1", HoldEnd.NotThere, Noon.AddHours(1));
        Assert.True(state.LineOf(Pack).View(paused: false, 0, Noon.AddHours(1)) is { Doubted: true, Confidence: 0.5, OnHand: 9 });

        Count(9, Noon.AddHours(2));
        Assert.True(state.LineOf(Pack).View(paused: false, 0, Noon.AddHours(2)) is { Doubted: false, Confidence: 1 });
    }

    [Fact]
    public void Line_IsAsOldAsItsOwnReport_NotAsItsArrival()
    {
        Report(Noon.AddDays(5), new StockChange(Pack, 8, null, Noon.AddDays(1)));
        Assert.Equal(Noon.AddDays(1), state.LineOf(Pack).SeenAt);
        Report(Noon.AddDays(6), new StockChange(Pack, null, -1, Noon.AddDays(4)));
        Assert.Equal(Noon.AddDays(4), state.LineOf(Pack).SeenAt);
    }

    [Fact]
    public void Supply_StaleNearby_IsPassedOverForFreshFartherOff_TiesGoById()
    {
        var table = new SupplyTable();
        var home = new GeoPoint(40.7, -74.0);
        var demand = new OpenDemand(new("r"), 1, false, home, 20_000, 0, 1, null, Noon, []);
        Learn("b", 1, Noon);
        Learn("a", 1, Noon);
        Assert.Equal("a", table.Best(demand, Noon)!.Pharmacy.Value);
        Assert.Equal("a", table.Best(demand, Noon.AddDays(20))!.Pharmacy.Value);
        Learn("c", 4, Noon.AddDays(20));
        Assert.Equal("a", table.Best(demand, Noon.AddHours(1))!.Pharmacy.Value);
        Assert.Equal("c", table.Best(demand, Noon.AddDays(20))!.Pharmacy.Value);
        Assert.Equal("a", table.Best(demand with { RadiusMetres = 2_000 }, Noon.AddDays(20))!.Pharmacy.Value);

        void Learn(string id, double kilometres, DateTimeOffset seenAt) => table.Learn(new SupplyChange(
            new(id), new(40.7 + (kilometres / 111.195), -74.0), 0, 2, 1, false, StockEvidence.Of(seenAt, doubted: false, 0)));
    }

    [Fact]
    public void Standing_CountsWhatIsInReachTooFewExcludedAndFarther_AndHowManyHaveAny()
    {
        var table = new SupplyTable();
        var demand = new OpenDemand(new("r"), 2, false, new(40.7, -74.0), 10_000, 0, 1, null, Noon, [new("had-its-turn")]);
        Learn("enough", 1, 2, Noon.AddHours(-2));
        Learn("few", 2, 1, Noon.AddHours(-1));
        Learn("had-its-turn", 3, 5, Noon.AddHours(-3));
        Learn("empty", 4, 0, Noon);
        Learn("far", 40, 5, Noon);
        Learn("farther", 60, 5, Noon);
        Assert.Equal(new SupplyStanding(1, 1, 1, 2, 40_000, Noon.AddHours(-1)), table.StandingOf(demand) with { FartherMetres = 40_000 });
        Assert.InRange(table.StandingOf(demand).FartherMetres!.Value, 39_900, 40_100);
        Assert.Equal((6, 5), (table.Count, table.Stocked));

        table.Update(table.Find(new("far"))!, 0, 9);
        table.Update(table.Find(new("far"))!, 5, 8); // older: changes nothing
        table.Update(table.Find(new("empty"))!, 1, 9);
        table.Update(table.Find(new("enough"))!, 1, 9);
        Assert.Equal((0, 3, 1, 1), Counts(table.StandingOf(demand)));
        Assert.Equal(5, table.Stocked);
        table.Clear();
        Assert.Equal((0, 0), (table.Count, table.Stocked));

        void Learn(string id, double kilometres, int packs, DateTimeOffset seenAt) => table.Learn(new SupplyChange(
            new(id), new(40.7 + (kilometres / 111.195), -74.0), 0, packs, 1, false, StockEvidence.Of(seenAt, doubted: false, 0)));

        static (int Enough, int TooFew, int Excluded, int Farther) Counts(SupplyStanding standing) =>
            (standing.Enough, standing.TooFew, standing.Excluded, standing.Farther);
    }

    private void Count(int packs, DateTimeOffset at) => Report(at, new StockChange(Pack, packs, null, at));

    private void Report(DateTimeOffset now, StockChange change) =>
        Apply(StockDecider.Report(state, new(new("till"), null, [change]), new(), now).Events);

    private void Close(string id, HoldEnd? end, DateTimeOffset at) => Apply(
    [
        new HoldPlaced(new(id), new("r" + id), Pack, 1, false, at, at.AddHours(2), null),
        new HoldConfirmed(new(id), "CODE"),
        new HoldClosed(new(id), Pack, end, at, LineLess: end == HoldEnd.NotThere ? 1 : 0),
    ]);

    private void Apply(IReadOnlyList<PharmacyEvent> events)
    {
        foreach (var change in events)
            state.Apply(change);
    }
}
