using System.Diagnostics;
using Xunit;
using Xunit.Abstractions;

namespace MatchGrid.Tests.Simulation;

/// <summary>A fixed budget of seeds, and some that nobody has run before. Many more: the program itself.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    // With a log for each grain, and with clocks that jump, there are seeds that fail still: docs/RELIABILITY.md.
    internal static readonly HashSet<FaultKind> Spared = [FaultKind.ClockJumped];

    [Fact]
    public async Task KnownSeeds_Hold() => await HoldAsync(1, 12);

    [Fact]
    public async Task FreshSeeds_Hold() => await HoldAsync((ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), 4);

    [Theory]
    [InlineData(16)]
    [InlineData(39)]
    [InlineData(355)]
    [InlineData(1546)]
    [InlineData(1858)]
    public async Task SeedThatOnceFailed_Holds(ulong seed) => await HoldAsync(seed, 1);

    [Fact]
    public async Task OneSeed_IsOneTrace_InEveryProcess()
    {
        var here = await Simulation.RunAsync(7);

        var start = new ProcessStartInfo("dotnet", [typeof(Simulation).Assembly.Location, "--seeds", "1", "--first-seed", "7", "--verbose"])
        {
            UseShellExecute = false, RedirectStandardOutput = true,
        };
        using var other = Process.Start(start)!;
        var said = await other.StandardOutput.ReadToEndAsync();
        await other.WaitForExitAsync();

        Assert.Equal(0, other.ExitCode);
        Assert.Contains($"seed 7: trace {here.Trace:x16}, {here.Turns} turns", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_IsAsLargeAsPromised()
    {
        var report = await Simulation.RunAsync(3);

        Assert.True(report.Pharmacies >= 30 && report.Patients >= 200 && report.Turns >= 20_000 && report.Faults.Sum() >= 20);
    }

    // The message names the seed.
    private async Task HoldAsync(ulong first, int seeds)
    {
        for (var seed = first; seed < first + (ulong)seeds; seed++)
        {
            output.WriteLine($"dotnet run -c Release --project tests/Simulation -- --seeds 1 --first-seed {seed} --log one --without {string.Join(',', Spared)}");
            await Simulation.RunAsync(seed, spared: Spared, logPerGrain: false);
        }
    }
}
