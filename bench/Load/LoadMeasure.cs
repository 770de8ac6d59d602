using System.Diagnostics;

namespace MatchGrid.Bench.Load;

/// <summary>
/// From a stock change over HTTP to the push at a patient's socket: the product in one process, beside a bare relay in another, patients and
/// pharmacies in a third. Rounds of the two take turns; the first three of each warm up and do not count.
/// </summary>
internal static class LoadMeasure
{
    private const int Width = 64;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Limits at 1,000 changes/s: p50 under 5 ms, p99 under 40 ms; aim: 1.3 and 2 times the relay.</summary>
    public static async Task LatencyAsync(string[] options)
    {
        var rate = BenchGrid.Option(options, "--rate", 1_000);
        var (grid, relay) = await RunAsync(options, patients: 5_000, batch: 1, withRelay: !options.Contains("--at"), round => round.AtRateAsync(rate));
        Console.WriteLine(
            $"latency at {rate:N0}/s: p50 {grid.Median:F2} ms, p99 {grid.P99:F2} ms"
            + (relay is null ? "" : $"; relay {relay.Median:F2} and {relay.P99:F2}: {grid.Median / relay.Median:F2} and {grid.P99 / relay.P99:F2} times (limits: p50 5 ms, p99 40 ms; aim 1.30 and 2.00 times)"));
    }

    /// <summary>Limit with 10,000 connected patients at 1,000 pushes/s: p99 under 100 ms. Without the relay: twice as many sockets are more than many systems allow a process.</summary>
    public static async Task ConnectionsAsync(string[] options)
    {
        var rate = BenchGrid.Option(options, "--rate", 1_000);
        var (grid, _) = await RunAsync(options, patients: 10_000, batch: 1, withRelay: false, round => round.AtRateAsync(rate));
        Console.WriteLine($"connections at {rate:N0}/s: p50 {grid.Median:F2} ms, p99 {grid.P99:F2} ms (limit: p99 100 ms)");
    }

    /// <summary>Limit: 4,000 matched changes/s; aim: 0.7 of the relay.</summary>
    public static async Task ThroughputAsync(string[] options)
    {
        var (grid, relay) = await RunAsync(
            options, patients: 8_000, batch: 10, withRelay: !options.Contains("--at"), round => round.FlatOutAsync(BenchGrid.Option(options, "--width", Width)));
        Console.WriteLine($"throughput: {grid.PerSecond:N0} matched changes/s end at sockets"
            + (relay is null ? "" : $", relay {relay.PerSecond:N0}: {grid.PerSecond / relay.PerSecond:F2} of it (limit: 4,000/s; aim 0.70)"));
    }

    private static async Task<(LoadResult Grid, LoadResult? Relay)> RunAsync(
        string[] options, int patients, int batch, bool withRelay, Func<LoadRound, Task<LoadResult>> run)
    {
        var (rounds, warmUp) = (BenchGrid.Option(options, "--rounds", 5), BenchGrid.Option(options, "--warm-up", 3));
        var plan = new LoadPlan(
            BenchGrid.Option(options, "--patients", patients), BenchGrid.Option(options, "--skus", 100), BenchGrid.Option(options, "--pharmacies", 211),
            BenchGrid.Option(options, "--radius", 20_000), BenchGrid.Option(options, "--batch", batch));
        Console.WriteLine($"{plan.Patients:N0} patients, {plan.Skus:N0} drugs, {plan.Pharmacies:N0} pharmacies, {plan.RadiusMetres / 1000.0:N0} km, {plan.Batch} changes a POST");
        await using var grid = new GridTarget(await StartAsync(options), plan, warmUp + rounds);
        await using var relay = withRelay ? new RelayTarget(await ServerProcess.StartRelayAsync(), plan) : null;
        LoadTarget[] targets = relay is null ? [grid] : [grid, relay];
        foreach (var target in targets)
        {
            var began = Stopwatch.GetTimestamp();
            await target.ConnectAsync();
            Console.WriteLine($"  {target.Name,-5} connected {plan.Patients / Stopwatch.GetElapsedTime(began).TotalSeconds:N0} patients/s");
        }

        var results = targets.ToDictionary(target => target, _ => new List<LoadResult>());
        for (var number = 0; number < warmUp + rounds; number++)
        {
            foreach (var target in targets)
            {
                await target.AskAsync(number);
                await Task.Delay(Settling);
                var result = await run(new LoadRound(target, plan, number));
                Console.WriteLine($"  {target.Name,-5} {(number < warmUp ? "warm-up" : $"round {number - warmUp + 1}")}: {result}");
                if (number >= warmUp)
                    results[target].Add(result);
            }
        }

        return (LoadResult.MedianOf(results[grid]), relay is null ? null : LoadResult.MedianOf(results[relay]));
    }

    // --at URL,URL: hosts that run already; otherwise one of this build.
    private static Task<ServerProcess> StartAsync(string[] options) => Array.IndexOf(options, "--at") is var at and >= 0
        ? Task.FromResult(ServerProcess.At(options[at + 1].Split(',')))
        : ServerProcess.StartGridAsync();
}
