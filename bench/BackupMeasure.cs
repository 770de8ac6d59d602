using System.Diagnostics;
using MatchGrid.Pharmacies;
using MatchGrid.Silo;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Bench;

/// <summary>
/// How long a stock report waits until it is durable, at a steady pace, alone and while backups of the folder are taken. Limit: p99 40 ms, as for
/// a push.
/// </summary>
internal static class BackupMeasure
{
    private const int Pharmacies = 500;

    public static async Task RunAsync(string[] options)
    {
        var (rate, seconds) = (BenchGrid.Option(options, "--rate", 1_000), BenchGrid.Option(options, "--seconds", 20));
        var (host, folder) = await BenchGrid.StartAsync();
        await BenchGrid.ParallelAsync(Pharmacies, 32, i => BenchGrid.RegisterAsync(host, "P" + i, BenchGrid.PlaceOf(i, 200)));
        await BenchGrid.ParallelAsync(BenchGrid.Option(options, "--batches", 40_000), 64, batch => ReportAsync(host, batch, 100));

        for (var round = 1; round <= 2; round++)
        {
            Show("alone", await PaceAsync(host, rate, seconds));
            using var enough = new CancellationTokenSource();
            var backups = Task.Run(() => BackUp(folder, enough.Token));
            Show("beside backups", await PaceAsync(host, rate, seconds));
            await enough.CancelAsync();
            var (count, last, walBytes) = await backups;
            Console.WriteLine($"  {count} backups of {last.Bytes / 1e6:N0} MB, the last in {last.Seconds:0.00} s; the write-ahead log grew to {walBytes / 1e6:N0} MB at most");
        }

        await BenchGrid.StopAsync(host, folder);
    }

    private static async Task ReportAsync(GridHost host, int batch, int lines)
    {
        var now = host.Clock.GetUtcNow();
        var changes = Enumerable.Range(0, lines).Select(i => new StockChange(BenchGrid.SkuOf(((batch * 7) + i) % 1000), 1 + ((batch + i) % 9), null, now));
        await host.Grains.GetGrain<IPharmacyGrain>("P" + (batch % Pharmacies)).ReportStockAsync(new(new("till"), null, [.. changes]));
        await host.Telling.ToOutsideAsync();
    }

    // Each report is sent at its own instant, whatever those before it wait for, and timed from that instant.
    private static async Task<List<double>> PaceAsync(GridHost host, int rate, int seconds)
    {
        var took = new double[rate * seconds];
        var running = new Task[took.Length];
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < took.Length; i++)
        {
            var at = TimeSpan.FromSeconds(i / (double)rate);
            while (Stopwatch.GetElapsedTime(began) < at)
                await Task.Delay(1);
            running[i] = TimeAsync(i, at);
        }

        await Task.WhenAll(running);
        return [.. took.Order()];

        async Task TimeAsync(int number, TimeSpan at)
        {
            await ReportAsync(host, number, 1);
            took[number] = (Stopwatch.GetElapsedTime(began) - at).TotalMilliseconds;
        }
    }

    private static (int Count, BackupReport Last, long WalBytes) BackUp(string folder, CancellationToken enough)
    {
        var (count, wal, target) = (0, 0L, Path.Combine(folder, "copy"));
        while (true)
        {
            var report = GridBackup.Take(folder, target, TimeProvider.System);
            wal = Math.Max(wal, new FileInfo(Path.Combine(folder, "matchgrid.db-wal")).Length);
            Directory.Delete(target, recursive: true);
            count++;
            if (enough.IsCancellationRequested)
                return (count, report, wal);
        }
    }

    private static void Show(string what, List<double> took) => Console.WriteLine(
        $"backup, {what,-15} p50 {took[took.Count / 2],6:0.0} ms, p99 {took[took.Count * 99 / 100],6:0.0} ms, longest {took[^1],6:0.0} ms (limit p99 40 ms)");
}
