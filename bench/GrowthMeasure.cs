using System.Diagnostics;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Silo.Journals;

namespace MatchGrid.Bench;

/// <summary>
/// What the data folder grows by at a steady pace, trimmed as the server trims it, on a virtual clock: a stretch of time again and again. Of the changes
/// a share matches: each opens a request, gets its pack, is accepted and handed over; the rest are counts of lines that nobody asks for.
/// </summary>
internal static class GrowthMeasure
{
    private const int Pharmacies = 100;
    private const int Skus = 100;
    private static readonly GeoPoint Place = new(47, 8);

    public static async Task RunAsync(string[] options)
    {
        var (rate, minutes, rounds) = (BenchGrid.Option(options, "--rate", 100), BenchGrid.Option(options, "--minutes", 30), BenchGrid.Option(options, "--rounds", 6));
        var matchedInThousand = BenchGrid.Option(options, "--matched", 0);
        var folder = Directory.CreateTempSubdirectory("matchgrid-bench-").FullName;
        await using (var host = await GridHost.StartAsync(new() { DataFolder = folder, Pumped = true, SyncToDisk = false, Seed = 1 }))
        {
            var log = (SqliteLog)host.Journal;
            for (var i = 0; i < Pharmacies; i++)
                host.Run(() => BenchGrid.RegisterAsync(host, $"P{i}", new(Place.Latitude + (i * 0.0001), Place.Longitude)));
            var (number, last) = (0L, 0L);
            for (var round = 1; round <= rounds; round++)
            {
                var (began, rows) = (Stopwatch.GetTimestamp(), log.Statistics.Rows);
                for (var second = 0; second < minutes * 60; second++)
                {
                    for (var i = 0; i < rate; i++, number++)
                        Change(host, number, number % 1000 < matchedInThousand);
                    host.Advance(TimeSpan.FromSeconds(1));
                    Trim(host, log, ref last);
                }

                var changes = (long)rate * minutes * 60;
                var (size, free) = (StartUpFolder.Size(folder), Flushed(host, log.FreeBytesAsync()));
                Console.WriteLine(
                    $"growth, round {round} of {minutes} min at {rate}/s, {matchedInThousand / 10.0:F1} % matched: {size / 1e6,8:F1} MB, {free / 1e6:F1} MB of it free again, "
                    + $"{(log.Statistics.Rows - rows) / (double)changes:F1} rows a change, {log.Statistics.Grains:N0} grains, {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static void Change(GridHost host, long number, bool matched)
    {
        var pharmacy = host.Grains.GetGrain<IPharmacyGrain>($"P{number % Pharmacies}");
        var sku = BenchGrid.SkuOf((int)(number / Pharmacies % Skus) + (matched ? Skus : 0));
        if (!matched)
        {
            host.Run(() => pharmacy.ReportStockAsync(new(new("till"), null, [new(sku, (int)(number % 7), null, host.Clock.GetUtcNow())])));
            return;
        }

        var (id, patient) = ($"r{number}", new PatientId($"p-r{number}"));
        var request = host.Grains.GetGrain<IRequestGrain>(id);
        host.Run(() => host.Grains.GetGrain<IPatientGrain>(patient.Value).ReserveAsync(sku.Value, new(id)));
        host.Run(() => BenchGrid.OpenAsync(host, id, sku, Place, 5_000));
        host.Run(() => pharmacy.ReportStockAsync(new(new("till"), null, [new(sku, null, 1, host.Clock.GetUtcNow())])));
        var match = host.Run(() => request.GetAsync(patient))!.Matches.Single();
        host.Run(() => request.AcceptAsync(patient, match.Id));
        var at = host.Grains.GetGrain<IPharmacyGrain>(match.Pharmacy.Value);
        host.Run(() => at.HandOverAsync(match.Id, match.Code));
        host.Run(() => at.ReportStockAsync(new(new("till"), null, [new(sku, null, -1, host.Clock.GetUtcNow(), match.Id)])));
    }

    // As LogUpkeep: looks at as many rows as have come.
    private static void Trim(GridHost host, SqliteLog log, ref long last)
    {
        var tail = log.Statistics.Tail;
        if (tail > last)
            Flushed(host, log.TrimAsync((int)(tail - last)));
        last = tail;
    }

    private static T Flushed<T>(GridHost host, Task<T> work)
    {
        host.Flush();
        return work.GetAwaiter().GetResult();
    }
}
