using System.Globalization;
using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Faults.Kill;

// Kills the real process under load, again and again. --kills N (default 50), --most N operations between two (default 1,000), --seed S (default: the clock's).
var (kills, most, seed) = (50, 1_000, Environment.TickCount & int.MaxValue);
for (var i = 0; i < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--kills" when int.TryParse(args.ElementAtOrDefault(i + 1), NumberStyles.None, CultureInfo.InvariantCulture, out kills):
        case "--most" when int.TryParse(args.ElementAtOrDefault(i + 1), NumberStyles.None, CultureInfo.InvariantCulture, out most):
        case "--seed" when int.TryParse(args.ElementAtOrDefault(i + 1), NumberStyles.None, CultureInfo.InvariantCulture, out seed):
            break;
        default:
            Console.Error.WriteLine("usage: dotnet run -c Release --project tests/Faults -- [--kills N] [--most N] [--seed S]");
            return 2;
    }
}

Console.WriteLine($"seed {seed}");
using var folder = new TemporaryFolder();
try
{
    Console.WriteLine(await KillRun.RunAsync(folder.Path, kills, most, seed, Console.WriteLine));
    return 0;
}
catch (PromiseBrokenException broken)
{
    Console.WriteLine($"BROKEN: {broken.Message}");
    return 1;
}
