using System.Diagnostics;
using MatchGrid.Geo;
using MatchGrid.Patients;

namespace MatchGrid.Bench;

/// <summary>
/// What a change that matches costs, through all actors and the log, in markets of 1,000 to 1,000,000 open requests: one drug for each size, all of
/// its requests in one market, all sizes in one process and taking turns. Limit: flat within 1.5 times.
/// </summary>
internal static class DepthMeasure
{
    private const int Radius = 20_000;
    private const int Pharmacies = 50;
    private const int Rounds = 7;
    private const int ChangesInRound = 250;
    private const int Width = 64;

    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static async Task RunAsync(string[] options)
    {
        var centre = Enumerable.Range(0, 1_000).Select(i => BenchGrid.PlaceOf(i, Radius / 100.0))
            .First(place => CircleCover.Of(place, Radius + 1_000) is { Cells.Count: 1 } cover && cover.Level == CircleCover.LevelFor(Radius));
        GeoPoint PlaceOf(int number)
        {
            var place = BenchGrid.PlaceOf(number, 0.5); // within half a kilometre of 47, 8
            return new(centre.Latitude + (place.Latitude - 47), centre.Longitude + (place.Longitude - 8));
        }

        var (host, folder) = await BenchGrid.StartAsync();
        await BenchGrid.ParallelAsync(Pharmacies, 32, i => BenchGrid.RegisterAsync(host, "P" + i, PlaceOf(i)));
        var told = new ToldPatients();
        var observer = host.Grains.CreateObjectReference<IPatientObserver>(told);
        var opened = new int[Sizes.Length];
        async Task OpenAsync(int size, int count)
        {
            var from = opened[size];
            opened[size] += count;
            await BenchGrid.ParallelAsync(count, Width, async i =>
            {
                var id = $"r{size}-{from + i}";
                // The first in line, and some more since 64 open at once, are those who will be matched and must be heard of.
                if (from > 0 || i < 2 * Rounds * ChangesInRound)
                    await host.Grains.GetGrain<IPatientGrain>("p-" + id).SubscribeAsync(observer, null, 0);
                await BenchGrid.OpenAsync(host, id, BenchGrid.SkuOf(size), PlaceOf(from + i), Radius);
            });
        }

        for (var size = 0; size < Sizes.Length; size++)
            await OpenAsync(size, Sizes[size]);

        var micros = Sizes.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var size = 0; size < Sizes.Length; size++)
            {
                await Task.Delay(500);
                told.Reset();
                var began = Stopwatch.GetTimestamp();
                await BenchGrid.ParallelAsync(ChangesInRound, Width, i => BenchGrid.ArriveAsync(host, "P" + (i % Pharmacies), BenchGrid.SkuOf(size)));
                await told.WaitForAsync(ChangesInRound);
                if (round >= 0)
                    micros[size].Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds / ChangesInRound);
                await OpenAsync(size, ChangesInRound);
            }
        }

        var medians = micros.Select(all => all.Order().ElementAt(Rounds / 2)).ToArray();
        for (var size = 0; size < Sizes.Length; size++)
        {
            Console.WriteLine(
                $"depth, {Sizes[size],9:N0} open in one market: {medians[size],5:F0} us a change matched and told ({micros[size].Min():F0} to {micros[size].Max():F0}), "
                + $"{medians[size] / medians[0]:F2} times the smallest (limit 1.50)");
        }

        await BenchGrid.StopAsync(host, folder);
    }
}
