using MatchGrid.Pharmacies;
using MatchGrid.Replay.Data;
using MatchGrid.Replay.Truth;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class ConfidenceFitTests
{
    private static readonly string ShippedEvents = Path.Combine(ShippedSamples.Therapeutics, "events.csv.gz");

    [Fact]
    public void Fit_OfWhatAModelMade_FindsThatModel()
    {
        var truth = new ConfidenceModel(-2, 0.8, -0.5, -0.4);
        var dice = new Random(7);
        var pairs = Enumerable.Range(0, 40_000).Select(_ =>
        {
            var pair = new ReportPair("P", TimeSpan.FromDays(0.5 + (20 * dice.NextDouble())), dice.Next(1, 60), (4 * dice.NextDouble()) - 2, false, false);
            return pair with { There = dice.NextDouble() < truth.ChanceOf(pair.Age, pair.Packs, pair.Record) };
        }).ToList();

        var found = ConfidenceFit.Fit(pairs);

        Assert.Equal(truth.Base, found.Base, 0.2);
        Assert.Equal(truth.Age, found.Age, 0.1);
        Assert.Equal(truth.Packs, found.Packs, 0.05);
        Assert.Equal(truth.Record, found.Record, 0.05);
    }

    [Fact]
    public void ShippedModel_OnTheShippedSeries_BeatsTheConstantAndTellsChancesThatComeTrue()
    {
        var pairs = ReportPairs.Read(ShippedEvents);
        var share = pairs.Average(pair => pair.There ? 1.0 : 0.0);
        var constant = ConfidenceScore.Of(pairs, _ => share);
        var shipped = ConfidenceScore.Of(pairs, pair => ConfidenceModel.Shipped.ChanceOf(pair.Age, pair.Packs, pair.Record));

        Assert.Equal(11_090, pairs.Count);
        Assert.True(shipped.Brier < 0.85 * constant.Brier, $"{shipped.Brier} {constant.Brier}");
        Assert.All(shipped.Table.Where(row => row.Pairs >= 200), row => Assert.InRange(row.Came - row.Told, -0.06, 0.06));
    }

    [Fact]
    public void Pairs_OfAFile_FollowEachLineFromReportToReport()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Of("events.csv"),
            """
            observed_at,effective_on,provider_id,product_ndc,event,quantity
            2022-01-10T08:00:00,2022-01-08,A,1,stock,5
            2022-01-10T08:00:00,2022-01-08,B,1,stock,0
            2022-01-10T08:00:00,2022-01-08,A,1,order,
            2022-01-12T08:00:00,2022-01-11,A,1,confirm,5
            2022-01-12T08:00:00,2022-01-12,B,1,stock,3
            2022-01-20T18:00:00,2022-01-20,A,1,delist,0
            2022-01-20T18:00:00,2022-01-12,B,1,stock,0
            """);

        var pairs = ReportPairs.Read(folder.Of("events.csv"));

        Assert.Equal(
            [("A", 3, 5, true, false), ("A", 9, 5, false, true), ("B", 0.5, 3, false, false)],
            pairs.Select(pair => (pair.Pharmacy, pair.Age.TotalDays, pair.Packs, pair.There, pair.Delisted)));
        Assert.Equal((0, true), (pairs[0].Record, pairs[1].Record > 0));
    }
}
