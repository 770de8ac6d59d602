using System.Diagnostics;
using MatchGrid.Regions;
using MatchGrid.Requests;

namespace MatchGrid.Bench;

/// <summary>A region opened around 100,000 waiting requests while matching goes on: how long until matches are made under it, and until its figures count all. Limit: 5 s.</summary>
internal static class RegionOpenMeasure
{
    private const int Skus = 100;
    private const int Radius = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task RunAsync(string[] options)
    {
        var requests = BenchGrid.Option(options, "--requests", 100_000);
        var (host, folder) = await BenchGrid.StartAsync();
        await BenchGrid.ParallelAsync(50, 32, i => BenchGrid.RegisterAsync(host, "P" + i, BenchGrid.PlaceOf(-1 - i, 20)));
        await BenchGrid.ParallelAsync(requests, 64, i => BenchGrid.OpenAsync(host, "r" + i, BenchGrid.SkuOf(i % Skus), BenchGrid.PlaceOf(i, 20), Radius));
        await Task.Delay(2_000);

        using var stop = new CancellationTokenSource();
        var slowest = 0.0;
        var matching = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await BenchGrid.ArriveAsync(host, "P" + (i % 50), BenchGrid.SkuOf(i % Skus));
                slowest = Math.Max(slowest, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        });
        await Task.Delay(2_000);
        var (before, opened) = (slowest, Stopwatch.GetTimestamp());
        slowest = 0;
        var region = host.Grains.GetGrain<IRegionGrain>("bench");
        var outcome = await region.OpenAsync(
            new(new("bench"), 0, "Bench", RegionArea.Circle(new(47.1, 8.1), 100_000), 5, host.Clock.GetUtcNow(), null, false, null, false), "bench");
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.ToString());

        // Matches are made under it…
        var of = host.Grains.GetGrain<IRequestGrain>($"r{requests - 1}");
        await UntilAsync(async () => (await of.GetAsync(new($"p-r{requests - 1}")))!.Region is not null);
        var effective = Stopwatch.GetElapsedTime(opened);
        // …and counted.
        await UntilAsync(async () => (await region.GetFiguresAsync())!.Total.Open.Sum() > requests * 9 / 10);
        var counted = Stopwatch.GetElapsedTime(opened);
        await stop.CancelAsync();
        await matching;
        Console.WriteLine(
            $"region opened over {requests:N0} waiting requests: takes effect after {effective.TotalSeconds:F2} s, counted after {counted.TotalSeconds:F2} s (limit 5.00); "
            + $"slowest change meanwhile {slowest:F0} ms, before {before:F0} ms");
        await BenchGrid.StopAsync(host, folder);
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = Stopwatch.GetTimestamp();
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException("The region did not take effect.");
            await Task.Delay(5);
        }
    }
}
