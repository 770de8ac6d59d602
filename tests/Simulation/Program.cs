using System.Diagnostics;
using System.Globalization;
using MatchGrid.Tests.Simulation;

// Runs seeds, one after the other. --seeds N (default 100), --first-seed S (default 1), --turns T (default 20,000), --verbose.
var (seeds, first, least, verbose) = (100, 1UL, Simulation.LeastTurns, false);
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--seeds" when int.TryParse(args.ElementAtOrDefault(i + 1), out seeds):
        case "--first-seed" when ulong.TryParse(args.ElementAtOrDefault(i + 1), out first):
        case "--turns" when long.TryParse(args.ElementAtOrDefault(i + 1), out least):
            i++;
            break;
        case "--verbose":
            verbose = true;
            break;
        default:
            Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Simulation -- [--seeds N] [--first-seed S] [--turns T] [--verbose]");
            return 2;
    }
}

var began = Stopwatch.GetTimestamp();
var (failed, turns, time, faults) = (0, 0L, TimeSpan.Zero, new long[Enum.GetValues<FaultKind>().Length]);
for (var seed = first; seed < first + (ulong)seeds; seed++)
{
    try
    {
        var report = await Simulation.RunAsync(seed, least);
        turns += report.Turns;
        time += report.Time;
        for (var kind = 0; kind < faults.Length; kind++)
            faults[kind] += report.Faults[kind];
        if (verbose)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"seed {seed}: trace {report.Trace:x16}, {report.Turns} turns, {report.Rows} rows, {report.Starts} starts, {report.Time}, {report.Promises} promises"));
        }
    }
    catch (InvariantBrokenException broken)
    {
        failed++;
        Console.WriteLine($"seed {seed}: {broken.Message}");
        Console.WriteLine($"  again: dotnet run -c Release --project tests/Simulation -- --seeds 1 --first-seed {seed} --turns {least}");
    }
}

var wall = Stopwatch.GetElapsedTime(began).TotalSeconds;
Console.WriteLine($"faults: {string.Join(", ", Enum.GetValues<FaultKind>().Select(kind => $"{kind} {faults[(int)kind]:N0}"))}");
Console.WriteLine($"{turns:N0} turns, {time.TotalDays:F1} days of virtual time, {seeds / wall:F2} seeds/s");
Console.WriteLine($"{seeds - failed} of {seeds} seeds held");
return failed == 0 ? 0 : 1;
