using System.Diagnostics;
using MatchGrid.Patients;

namespace MatchGrid.Bench;

/// <summary>
/// Changes that match, inside one process: one pack appears, the best-ranked of those waiting is matched, its observer is told and the log
/// is synced. As fast as it goes with so many changes under way.
/// </summary>
internal static class MatchMeasure
{
    public static async Task RunAsync(string[] options)
    {
        var count = BenchGrid.Option(options, "--changes", 20_000);
        var open = Math.Max(count, BenchGrid.Option(options, "--open", count));
        var width = BenchGrid.Option(options, "--width", 64);
        var skus = BenchGrid.Option(options, "--skus", 100);
        var radius = BenchGrid.Option(options, "--radius", 20_000);
        var pharmacies = BenchGrid.Option(options, "--pharmacies", 200);
        var (host, folder) = await BenchGrid.StartAsync();
        await BenchGrid.ParallelAsync(pharmacies, 32, i => BenchGrid.RegisterAsync(host, "P" + i, BenchGrid.PlaceOf(i, radius / 3000.0)));

        var told = new ToldPatients();
        var observer = host.Grains.CreateObjectReference<IPatientObserver>(told);
        var opening = Stopwatch.GetTimestamp();
        await BenchGrid.ParallelAsync(count, 64, async i =>
        {
            await BenchGrid.OpenAsync(host, "r" + i, BenchGrid.SkuOf(i % skus), BenchGrid.PlaceOf(i, radius / 3000.0), radius);
            await host.Grains.GetGrain<IPatientGrain>("p-r" + i).SubscribeAsync(observer, null, 0);
        });
        Console.WriteLine($"opened {count:N0} requests and subscribed their patients: {count / Stopwatch.GetElapsedTime(opening).TotalSeconds:N0}/s");
        await BenchGrid.ParallelAsync(open - count, 64, i =>
            BenchGrid.OpenAsync(host, "r" + (count + i), BenchGrid.SkuOf(i % skus), BenchGrid.PlaceOf(count + i, radius / 3000.0), radius)); // behind those
        await Task.Delay(2000);

        var began = Stopwatch.GetTimestamp();
        await BenchGrid.ParallelAsync(count, width, i => BenchGrid.ArriveAsync(host, "P" + (i % pharmacies), BenchGrid.SkuOf(i % skus)));
        await told.WaitForAsync(count);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"match: {count:N0} matched and told, {count / seconds:N0}/s ({open:N0} open, {width} changes under way, {skus} drugs, {radius / 1000} km)");
        await BenchGrid.StopAsync(host, folder);
    }
}
