using System.Diagnostics;
using System.Globalization;
using MatchGrid.Tests.Simulation;
using MatchGrid.Tests.Simulation.Linearizability;
using MatchGrid.Tests.Simulation.Planting;

const string Command = "dotnet run -c Release --project tests/Simulation --";
const int MostShrunk = 3;

// Runs seeds, one after the other. --seeds N (default 100), --first-seed S (default 1), --turns T (default 20,000), --without FAULT,FAULT, --log one or each (a log for all or for each grain; default: drawn),
// --coverage (fails unless every event and every refusal occurred), --bug NAME,NAME or all (plants it and says by which seed it is caught), --verbose.
var (seeds, first, least, coverage, verbose, bug) = (100, 1UL, Simulation.LeastTurns, false, false, "");
var spared = new HashSet<FaultKind>();
bool? logPerGrain = null;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seeds" when int.TryParse(args.ElementAtOrDefault(i + 1), out seeds):
        case "--first-seed" when ulong.TryParse(args.ElementAtOrDefault(i + 1), out first):
        case "--turns" when long.TryParse(args.ElementAtOrDefault(i + 1), out least):
            i++;
            break;
        case "--without" when args.ElementAtOrDefault(i + 1)?.Split(',') is { } names && names.All(name => Enum.TryParse<FaultKind>(name, out _)):
            spared.UnionWith(names.Select(Enum.Parse<FaultKind>));
            i++;
            break;
        case "--log" when args.ElementAtOrDefault(i + 1) is "one" or "each":
            logPerGrain = args[++i] == "each";
            break;
        case "--coverage":
            coverage = true;
            break;
        case "--bug" when i + 1 < args.Length:
            bug = args[++i];
            break;
        case "--verbose":
            verbose = true;
            break;
        default:
            Console.Error.WriteLine($"usage: {Command} [--seeds N] [--first-seed S] [--turns T] [--without FAULT,...] [--log one|each] [--coverage] [--bug NAME,...|all] [--verbose]");
            Console.Error.WriteLine($"faults: {string.Join(", ", Enum.GetNames<FaultKind>())}");
            return 2;
    }
}

if (bug.Length > 0)
    return await BugHunt.RunAsync(bug, first, seeds);

var began = Stopwatch.GetTimestamp();
var history = new HistoryReport(0, 0, 0, 0, 0);
var (failed, turns, time, faults, occurred) = (0, 0L, TimeSpan.Zero, new long[Enum.GetValues<FaultKind>().Length], new Coverage());
for (var seed = first; seed < first + (ulong)seeds; seed++)
{
    try
    {
        var report = await Simulation.RunAsync(seed, least, spared: spared, logPerGrain: logPerGrain);
        turns += report.Turns;
        time += report.Time;
        occurred.Add(report);
        history += report.History;
        for (var kind = 0; kind < faults.Length; kind++)
            faults[kind] += report.Faults[kind];
        if (verbose)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"seed {seed}: trace {report.Trace:x16}, {report.Turns} turns, {report.Rows} rows, {report.Starts} starts, {report.Time}, {report.Promises} promises, {report.Log}"));
        }
    }
    catch (InvariantBrokenException broken)
    {
        failed++;
        Console.WriteLine($"seed {seed}: {broken.Message}");
        Console.WriteLine($"  again: {Command} {new Shrunk(least, spared, broken.Message).Options(seed)}");
        if (failed > MostShrunk)
            continue;
        var shrunk = await Shrinker.ShrinkAsync(seed, broken, least, spared: spared);
        Console.WriteLine($"  as short as it gets: {Command} {shrunk.Options(seed)}");
        Console.WriteLine($"    {shrunk.Message}");
    }
}

var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
Console.WriteLine($"faults: {string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{kind} {faults[(int)kind]:N0}"))}");
Console.WriteLine($"histories: {history}");
Console.WriteLine($"{turns:N0} turns, {time.TotalDays:F1} days of virtual time, {seeds / wall:F2} seeds/s");
if (occurred.Unseen.Count > 0)
    Console.WriteLine($"never occurred: {string.Join(", ", occurred.Unseen)}");
Console.WriteLine($"{seeds - failed} of {seeds} seeds held");
return failed == 0 && !(coverage && occurred.Unseen.Count > 0) ? 0 : 1;
