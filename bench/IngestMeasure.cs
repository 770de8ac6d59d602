using System.Diagnostics;
using MatchGrid.Pharmacies;

namespace MatchGrid.Bench;

/// <summary>Stock changes where nobody waits: batches of 100 into many pharmacies, each durable before it counts. Limit: 100,000 changes/s.</summary>
internal static class IngestMeasure
{
    public static async Task RunAsync(string[] options)
    {
        var pharmacies = BenchGrid.Option(options, "--pharmacies", 500);
        var batches = BenchGrid.Option(options, "--batches", 4_000);
        var (host, folder) = await BenchGrid.StartAsync();
        await BenchGrid.ParallelAsync(pharmacies, 32, i => BenchGrid.RegisterAsync(host, "P" + i, BenchGrid.PlaceOf(i, 200)));
        for (var round = 1; round <= 5; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await BenchGrid.ParallelAsync(batches, 64, async batch =>
            {
                var now = host.Clock.GetUtcNow();
                var changes = Enumerable.Range(0, 100).Select(i => new StockChange(BenchGrid.SkuOf(((batch * 7) + i) % 1000), 1 + (i % 9), null, now));
                await host.Grains.GetGrain<IPharmacyGrain>("P" + (batch % pharmacies)).ReportStockAsync(new(new("till"), null, [.. changes]));
                await host.Telling.ToOutsideAsync();
            });
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine($"ingest, round {round}: {batches * 100 / seconds,9:N0} changes/s in batches of 100, nobody waiting (limit 100,000)");
        }

        await BenchGrid.StopAsync(host, folder);
    }
}
