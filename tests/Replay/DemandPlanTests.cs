using MatchGrid.Replay.Data;
using MatchGrid.Replay.Demand;
using MatchGrid.Requests;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class DemandPlanTests
{
    private static readonly Dataset Sample = DatasetReader.Read(ShippedSamples.Therapeutics);
    private static readonly StockSeries Series = StockSeries.Of(Sample, StockMode.Arrivals, thin: 20);

    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(3)]
    public void Packs_AskedFor_StandInTheRatioToThoseThatArrive(double ratio)
    {
        var plan = Plan(new() { Ratio = ratio });

        var asked = Enumerable.Range(0, plan.Count).Sum(plan.QuantityOf);

        Assert.InRange(asked / (double)Series.ArrivingPacks.Sum(), ratio, ratio + 0.001);
    }

    [Fact]
    public void SameSeed_DrawsTheSamePatients_AndAnotherSeedOthers()
    {
        var (one, again, other) = (Plan(new() { Seed = 7 }), Plan(new() { Seed = 7 }), Plan(new() { Seed = 8 }));

        Assert.Equal(Enumerable.Range(0, 200).Select(Describe(one)), Enumerable.Range(0, 200).Select(Describe(again)));
        Assert.NotEqual(Enumerable.Range(0, 200).Select(Describe(one)), Enumerable.Range(0, 200).Select(Describe(other)));
    }

    [Fact]
    public void Needs_StandInOrderOfTime_WithinTheSeries()
    {
        var plan = Plan(new());
        var instants = Enumerable.Range(0, plan.Count).Select(plan.AtOf).ToList();

        Assert.Equal(instants.Order(), instants);
        Assert.All(instants, instant => Assert.InRange(instant, Series.From, Series.To));
    }

    [Fact]
    public void Patients_LiveWhereThePeopleAre()
    {
        var plan = Plan(new() { Ratio = 3 });
        var population = Sample.Areas.Sum(area => area.Population);
        var south = Sample.Areas.Where(area => area.Place.Latitude < 36.5).Sum(area => area.Population) / (double)population;

        var sampled = Enumerable.Range(0, plan.Count).Count(index => plan.TermsOf(index).Place.Latitude < 36.5) / (double)plan.Count;

        Assert.InRange(sampled, south - 0.02, south + 0.02);
    }

    [Fact]
    public void Terms_MixRadiiUrgenciesAndQuantities()
    {
        var plan = Plan(new() { Ratio = 3 });
        var terms = Enumerable.Range(0, plan.Count).Select(plan.TermsOf).ToList();

        Assert.Equal([5_000, 15_000, 40_000, 100_000], terms.Select(term => term.RadiusMetres).Distinct().Order());
        Assert.Equal([Urgency.Routine, Urgency.Soon, Urgency.Urgent, Urgency.Critical], terms.Select(term => term.Urgency).Distinct().Order());
        Assert.Equal([1, 2, 3], terms.Select(term => term.Quantity).Distinct().Order());
        Assert.InRange(terms.Count(term => term.Quantity == 1) / (double)terms.Count, 0.78, 0.82);
        Assert.All(terms.Where(term => term.MaySplit), term => Assert.True(term.Quantity > 1));
        Assert.Contains(terms, term => term.NeededBy is not null);
    }

    [Fact]
    public void RequestId_LeadsBackToItsIndex_AndAStrangeOneNowhere()
    {
        var plan = Plan(new());

        Assert.Equal(17, plan.IndexOf(plan.RequestOf(17)));
        Assert.Null(plan.IndexOf(new("somebody-else")));
        Assert.Null(plan.IndexOf(Plan(new() { Seed = 2 }).RequestOf(17)));
        Assert.Null(plan.IndexOf(plan.RequestOf(plan.Count)));
    }

    private static DemandPlan Plan(DemandOptions options) => new(Sample, Series.ArrivingPacks, Series.From, Series.To, options);

    private static Func<int, string> Describe(DemandPlan plan) => index =>
        $"{plan.AtOf(index):O} {plan.TermsOf(index) with { Skus = [] }} {plan.TermsOf(index).Skus[0]}";
}
