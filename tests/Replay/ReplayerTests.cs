using MatchGrid.Replay.Areas;
using MatchGrid.Replay.Checking;
using MatchGrid.Replay.Data;
using MatchGrid.Replay.Running;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class ReplayerTests
{
    private const int Thin = 10;
    private static readonly Dataset Sample = FiveWeeksOfThreeStates(DatasetReader.Read(ShippedSamples.Therapeutics));

    [Theory]
    [InlineData(StockMode.Arrivals)]
    [InlineData(StockMode.Counts)]
    public async Task Sample_AtThreeTimesTheArrivals_EndsWithEveryInvariantKept(StockMode mode)
    {
        using var folder = new TemporaryFolder();

        var report = await Replayer.RunAsync(Sample, Options(folder, mode, demand: 3));

        Assert.True(report.Finished);
        Assert.Equal(0, report.InboxGaps);
        Assert.InRange(report.FillRate, 0.05, 0.5);
        Assert.All([report.Declined, report.Lapsed, report.NoShows, report.Broken, report.Collected], count => Assert.True(count >= 10, report.ToString()));
        Assert.Equal(report.Matches, report.Declined + report.Lapsed + report.NoShows + report.Broken + report.Collected + Released(report));
        var check = await GridChecker.CheckAsync(folder.Path, Replayer.EndOf(folder.Path));
        Assert.Empty(check.Violations);
        Assert.Equal(report.Requests, check.Requests);
    }

    [Fact]
    public async Task SameSeed_GivesTheSameReport_AndAnotherSeedAnother()
    {
        using var folders = new TemporaryFolder();

        var one = await Replayer.RunAsync(Sample, Options(folders.Of("one"), StockMode.Arrivals, demand: 0.3));
        var again = await Replayer.RunAsync(Sample, Options(folders.Of("again"), StockMode.Arrivals, demand: 0.3));
        var other = await Replayer.RunAsync(Sample, Options(folders.Of("other"), StockMode.Arrivals, demand: 0.3, seed: 2));

        Assert.Equal(Story(one), Story(again));
        Assert.NotEqual(Story(one), Story(other));
    }

    [Fact]
    public async Task Stopped_AndStartedAgain_GoesOnToTheEndWithNothingLostOrDoubled()
    {
        using var folder = new TemporaryFolder();
        var options = Options(folder, StockMode.Arrivals, demand: 1);
        using var stop = new CancellationTokenSource();

        var part = await Replayer.RunAsync(Sample, options, new StopAt(0.4, stop), stop.Token);
        var whole = await Replayer.RunAsync(Sample, options);

        Assert.False(part.Finished);
        Assert.InRange(part.Requests, 1, whole.Requests - 1);
        Assert.True(whole.Finished);
        Assert.Equal((2, 0L), (whole.Starts, whole.InboxGaps));
        Assert.True(whole.Matches >= part.Matches && whole.Collected >= part.Collected);
        var check = await GridChecker.CheckAsync(folder.Path, Replayer.EndOf(folder.Path));
        Assert.Empty(check.Violations);
        Assert.Equal(whole.Requests, check.Requests);
    }

    [Fact]
    public async Task Folder_WithAnotherReplay_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        await Replayer.RunAsync(Sample, Options(folder, StockMode.Arrivals, demand: 1), null, stop.Token);

        var refused = await Assert.ThrowsAsync<DatasetException>(() => Replayer.RunAsync(Sample, Options(folder, StockMode.Counts, demand: 1)));

        Assert.Contains("holds another replay", refused.Message, StringComparison.Ordinal);
    }

    private static Dataset FiveWeeksOfThreeStates(Dataset whole) => Part(whole, ["DC", "DE", "MD"], new(2022, 2, 5, 0, 0, 0, TimeSpan.Zero));

    private static Dataset Part(Dataset whole, string[] states, DateTimeOffset until)
    {
        var places = whole.Places.Index().Where(place => states.Contains(place.Item.State)).ToList();
        var index = places.Index().ToDictionary(pair => pair.Item.Index, pair => pair.Index);
        var sightings = whole.Sightings.Where(sighting => index.ContainsKey(sighting.Place) && sighting.ObservedAt < until);
        return whole with
        {
            Places = [.. places.Select(place => place.Item)],
            Sightings = [.. sightings.Select(sighting => sighting with { Place = index[sighting.Place] })],
            Areas = [.. whole.Areas.Where(area => states.Contains(area.State))],
        };
    }

    [Fact]
    public async Task RegionsFigures_WheneverTheReplayStops_AgreeWithARecountToTheLastPack()
    {
        using var folder = new TemporaryFolder();
        var sample = Part(Sample, ["DC", "DE"], Sample.Sightings[0].ObservedAt.AddDays(12));
        var options = Options(folder, StockMode.Counts, demand: 1) with { Thin = 2, Region = new([], new AreaAtlas().Find("US-DE")!.Polygons), RegionTier = 2 };
        foreach (var part in (double[])[0.3, 0.6, 2])
        {
            using var stop = new CancellationTokenSource();
            var region = (await Replayer.RunAsync(sample, options, new StopAt(part, stop), stop.Token)).Region!;
            Assert.Equal(region.Recount, region.Figures);
            Assert.True(region.Recount.Sum(one => one.Asked + one.OnHand + one.Collected) > 10, string.Join('\n', region.Recount));
        }
    }

    private static ReplayOptions Options(TemporaryFolder folder, StockMode mode, double demand) => Options(folder.Path, mode, demand);

    private static ReplayOptions Options(string folder, StockMode mode, double demand, int seed = 1) =>
        new() { DataFolder = folder, Mode = mode, Thin = Thin, Demand = new() { Ratio = demand, Seed = seed } };

    // Matches that ended with their request; at the end of the series none is live.
    private static long Released(ReplayReport report) =>
        report.Matches - report.Declined - report.Lapsed - report.NoShows - report.Broken - report.Collected is var rest && rest <= report.Cancelled + report.Expired ? rest : -1;

    private static string Story(ReplayReport report) => string.Join(';', report with { WallSeconds = 0, EventsPerSecond = 0, MatchesPerSecond = 0, Refusals = new Dictionary<string, int>() })
        + string.Join(',', report.Refusals);

    /// <summary>Cancels once a part of the replay is done.</summary>
    private sealed class StopAt(double part, CancellationTokenSource stop) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value)
        {
            if (value is { Phase: "replay" } && value.Done >= part)
                stop.Cancel();
        }
    }
}
