using System.Diagnostics;
using System.Text.Json;
using MatchGrid.Api.Access;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo;
using MatchGrid.Skus;

namespace MatchGrid.Bench;

/// <summary>
/// A data folder with many open requests and stock lines, made by the grains themselves and used again: what is asked for is nowhere in stock,
/// and what is in stock nobody asks for. Beside it <c>made.json</c> says what is in it.
/// </summary>
/// <param name="Requests">Open requests, each of a patient of its own.</param>
/// <param name="Lines">Stock lines.</param>
/// <param name="Pharmacies">Pharmacies that share the lines.</param>
internal sealed record StartUpFolder(int Requests, int Lines, int Pharmacies)
{
    /// <summary>The pharmacy that the first stock change comes from.</summary>
    public const string Hub = "HUB";

    /// <summary>Who is first in line there.</summary>
    public const string FirstPatient = "first";

    /// <summary>Requests of that patient: one for each start.</summary>
    private const int Firsts = 100;

    private const int Wanted = 100;
    private const int Radius = 20_000;
    private const double Kilometres = 500;
    private const int Width = 256;

    /// <summary>The drug that is asked for around the hub.</summary>
    public static Sku Busy => BenchGrid.SkuOf(0);

    private int LinesEach => Lines / Pharmacies;

    /// <summary>Makes the folder unless it is there with as much in it.</summary>
    public async Task MakeAsync(string folder)
    {
        var made = Path.Combine(folder, "made.json");
        if (File.Exists(made))
        {
            if (JsonSerializer.Deserialize<StartUpFolder>(await File.ReadAllTextAsync(made)) != this)
                throw new InvalidOperationException($"{made} says something else than these options: take another folder.");
            return;
        }

        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InvalidOperationException($"{folder} is not empty and has no made.json: take another folder.");
        var began = Stopwatch.GetTimestamp();
        await using (var host = await GridHost.StartAsync(new() { DataFolder = folder, SyncToDisk = false }))
        {
            await CatalogueAsync(host);
            await StockAsync(host);
            await AskAsync(host, began);
            await host.Telling.ToOutsideAsync();
            await Task.Delay(TimeSpan.FromSeconds(10)); // letters on their way
        }

        await File.WriteAllTextAsync(made, JsonSerializer.Serialize(this));
        Console.WriteLine($"made {Requests:N0} requests and {Lines:N0} lines in {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s, {Size(folder) / 1e6:N0} MB");
    }

    /// <summary>Bytes of the files in a folder.</summary>
    public static long Size(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);

    private async Task CatalogueAsync(GridHost host)
    {
        var catalogue = host.Grains.GetGrain<ICatalogueGrain>("all");
        foreach (var page in Enumerable.Range(0, Wanted + LinesEach).Chunk(CatalogueDecider.MostPerImport))
            await catalogue.PublishManyAsync([.. page.Select(i => new SkuFacts(BenchGrid.SkuOf(i), $"Drug {i}"))]);
    }

    private async Task StockAsync(GridHost host)
    {
        await BenchGrid.RegisterAsync(host, Hub, Centre);
        await BenchGrid.ParallelAsync(Pharmacies, 32, async i =>
        {
            await BenchGrid.RegisterAsync(host, $"P{i:D5}", BenchGrid.PlaceOf(i, Kilometres));
            var now = host.Clock.GetUtcNow();
            foreach (var part in Enumerable.Range(Wanted, LinesEach).Chunk(host.Options.MostLinesPerBatch))
            {
                await host.Grains.GetGrain<IPharmacyGrain>($"P{i:D5}").ReportStockAsync(
                    new(new("till"), null, [.. part.Select(sku => new StockChange(BenchGrid.SkuOf(sku), 1 + (sku % 9), null, now))]));
            }
        });
    }

    private async Task AskAsync(GridHost host, long began)
    {
        var first = Caller.PseudonymOf(DevelopmentIssuer.Issuer, FirstPatient);
        await BenchGrid.ParallelAsync(Firsts, 1, i => OpenAsync(host, $"first{i:D3}", first, Busy, Centre, Urgency.Critical));
        var done = Firsts;
        await BenchGrid.ParallelAsync(Requests - Firsts, Width, async i =>
        {
            var (id, sku) = ($"r{i:D7}", BenchGrid.SkuOf(i % Wanted));
            await host.Grains.GetGrain<IPatientGrain>("p-" + id).ReserveAsync(sku.Value, new(id));
            await OpenAsync(host, id, "p-" + id, sku, BenchGrid.PlaceOf(i, Kilometres), (Urgency)(i % 3));
            if (Interlocked.Increment(ref done) % 100_000 == 0)
                Console.WriteLine($"  {done:N0} requests, {done / Stopwatch.GetElapsedTime(began).TotalSeconds:N0}/s");
        });
    }

    private static async Task OpenAsync(GridHost host, string id, string patient, Sku sku, GeoPoint place, Urgency urgency)
    {
        var outcome = await host.Grains.GetGrain<IRequestGrain>(id).OpenAsync(
            new(patient), new(sku.Value, [sku], 1, false, place, Radius, 0, urgency, null, 0, null));
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.ToString());
    }

    private static GeoPoint Centre { get; } = new(47 + (Kilometres / 2 / 111.195), 8 + (Kilometres / 2 / 111.195 / Math.Cos(47 * Math.PI / 180)));
}
