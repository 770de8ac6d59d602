using System.CommandLine;
using MatchGrid.Cli.Output;
using MatchGrid.Replay.Areas;
using MatchGrid.Replay.Checking;
using MatchGrid.Replay.Data;
using MatchGrid.Replay.Running;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Cli.Commands;

/// <summary><c>matchgrid replay</c>: a stock series through a grid in this process.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string?> Folder = new("folder")
    {
        Description = "Folder of the series (providers, events, products, zcta). Default: the shipped sample.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<StockMode> Mode = new("--as")
    {
        Description = "arrivals: a rise is a delivery, falls are ignored (fill rate, waiting time). counts: falls break holds (breakage).",
        DefaultValueFactory = _ => StockMode.Arrivals,
    };

    private static readonly Option<double> Demand = new("--demand") { Description = "Packs asked for per pack that arrives.", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> Seed = new("--seed") { Description = "The same seed gives the same run.", DefaultValueFactory = _ => 1 };

    private static readonly Option<int> Thin = new("--thin")
    {
        Description = "Packs of the source that make one pack; supply and demand shrink alike. 1: every pack.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "Data folder of the grid. A replay that was stopped or killed goes on where it was.",
        DefaultValueFactory = _ => Path.Combine("data", "replay"),
    };

    private static readonly Option<double> Speed = new("--speed") { Description = "How many times faster than it happened; 0: as fast as it goes." };

    private static readonly Option<string?> Region = new("--region")
    {
        Description = "Code of an administrative area (US-NY) that is a crisis region throughout: its figures are held against a recount at the end.",
    };

    private static readonly Option<bool> Json = CommonOptions.Json();

    public static Command Create()
    {
        var command = new Command("replay", "Replays a stock series with sampled patients on a grid in this process.") { Folder, Mode, Demand, Seed, Thin, Data, Speed, Region, Json };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new ReplayOptions
        {
            DataFolder = parsed.GetValue(Data)!,
            Mode = parsed.GetValue(Mode),
            Demand = new() { Ratio = parsed.GetValue(Demand), Seed = parsed.GetValue(Seed) },
            Thin = parsed.GetValue(Thin),
            Speed = parsed.GetValue(Speed),
        };
        if (parsed.GetValue(Region) is { } code)
        {
            if (new AreaAtlas().Find(code) is not { } area)
                return Answer.Fail($"There is no area {code}.");
            options = options with { Region = new([], area.Polygons) };
        }

        if (options.Demand.Ratio is not (> 0 and <= 100))
            return Answer.Fail("--demand is more than 0 and at most 100.");
        if (options.Thin is < 1 or > 1_000)
            return Answer.Fail("--thin is 1 to 1,000.");
        try
        {
            var report = await ProgressScreen.ShowAsync(progress => Task.Run(
                () =>
                {
                    var dataset = DatasetReader.Read(parsed.GetValue(Folder) ?? ShippedSamples.Therapeutics);
                    return Replayer.RunAsync(dataset, options, new Ticks(progress), cancellationToken);
                },
                CancellationToken.None));
            if (parsed.GetValue(Json))
                Answer.WriteJson(report);
            else
                Write(report, options.DataFolder);
            return 0;
        }
        catch (Exception exception) when (exception is DatasetException or DataFolderException)
        {
            return Answer.Fail(exception.Message);
        }
    }

    private static void Write(ReplayReport report, string folder)
    {
        Answer.WriteTable([
            ("series", $"{report.Places:N0} places, {report.SeriesEvents:N0} events, {report.PacksArrived:N0} packs arriving"),
            ("replayed", $"{report.Movements:N0} stock reports as {report.Mode.ToString().ToLowerInvariant()}, demand {report.Demand}, seed {report.Seed}, thinned {report.Thin}"),
            ("requests", $"{report.Requests:N0} for {report.PacksAsked:N0} packs"),
            ("matched", $"{report.Matched:N0} requests, {report.Matches:N0} matches"),
            ("fill rate", $"{report.FillRate:P1} of packs asked for were collected ({report.PacksCollected:N0})"),
            ("waiting time", $"p50 {Span(report.WaitSecondsP50)}, p90 {Span(report.WaitSecondsP90)}, of those matched"),
            ("breakage", $"{report.Breakage:P2} of matches ({report.Broken:N0})"),
            ("declined", $"{report.Declined:N0}"),
            ("lapsed", $"{report.Lapsed:N0}"),
            ("no-shows", $"{report.NoShows:N0}"),
            ("collected", $"{report.Collected:N0}"),
            ("cancelled", $"{report.Cancelled:N0}, expired {report.Expired:N0}"),
            ("refused", report.Refusals.Count == 0 ? "nothing" : string.Join(", ", report.Refusals.Select(pair => $"{pair.Key} {pair.Value:N0}"))),
            ("took", $"{TimeSpan.FromSeconds(report.WallSeconds):h\\:mm\\:ss}, {report.EventsPerSecond:N0} events/s, {report.MatchesPerSecond:N0} matches/s"),
        ]);
        if (report.Region is { } region)
        {
            foreach (var (name, counts) in ((string, IReadOnlyList<RegionCount>)[])[("figures", region.Figures), ("recount", region.Recount)])
                Answer.WriteTable([.. counts.Select(one => ($"{name} {one.Sku}", $"{one.Open:N0} open, {one.Asked:N0} asked, {one.Matched:N0} matched, {one.Collected:N0} collected, {one.OnHand:N0} on hand, {one.Held:N0} held, {one.Available:N0} available"))]);
            Console.WriteLine(region.Agree ? "The region's figures and the recount agree." : "The region's figures and the recount DIFFER.");
        }

        Console.WriteLine(report.Finished ? $"Finished. Check it: matchgrid verify {folder}" : "Stopped. The same command goes on from here.");
    }

    private static string Span(double seconds) => TimeSpan.FromSeconds(seconds) switch
    {
        { TotalDays: >= 1 } span => $"{span.TotalDays:0.0} days",
        { TotalHours: >= 1 } span => $"{span.TotalHours:0.0} h",
        { TotalMinutes: >= 1 } span => $"{span.TotalMinutes:0.0} min",
        var span => $"{span.TotalSeconds:0.00} s",
    };

    private sealed class Ticks(IProgress<Tick> progress) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) => progress.Report(new(
            $"{value.Phase} {value.At:yyyy-MM-dd}", value.Done, $"{value.StepsPerSecond:N0} events/s, {value.Matches:N0} matches", value.Left));
    }
}
