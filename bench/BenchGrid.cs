using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo;

namespace MatchGrid.Bench;

/// <summary>A grid as the product runs it (threads, SQLite, synchronous=FULL) in a folder of its own, and what measures share.</summary>
internal static class BenchGrid
{
    public static async Task<(GridHost Host, string Folder)> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("matchgrid-bench-").FullName;
        return (await GridHost.StartAsync(new() { DataFolder = folder }), folder);
    }

    public static async Task StopAsync(GridHost host, string folder)
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public static Sku SkuOf(int number) => new($"bench:{number:D4}");

    /// <summary>Places spread over a square of some kilometres, the same in every run.</summary>
    public static GeoPoint PlaceOf(int number, double kilometres)
    {
        var random = new Random(number);
        var degrees = kilometres / 111.195;
        return new(47 + (random.NextDouble() * degrees), 8 + (random.NextDouble() * degrees / Math.Cos(47 * Math.PI / 180)));
    }

    public static Task RegisterAsync(GridHost host, string id, GeoPoint place) => host.Grains.GetGrain<IPharmacyGrain>(id)
        .RegisterAsync(new(new(id), id, PharmacyKind.Retail, place, OpeningHours.AlwaysOpen));

    public static async Task OpenAsync(GridHost host, string id, Sku sku, GeoPoint place, int radiusMetres)
    {
        var outcome = await host.Grains.GetGrain<IRequestGrain>(id).OpenAsync(
            new("p-" + id), new(sku.Value, [sku], 1, false, place, radiusMetres, 0, Urgency.Soon, null, 0, null));
        if (outcome.Refusal is { } refusal)
            throw new InvalidOperationException(refusal.ToString());
    }

    /// <summary>One pack comes to a pharmacy, and that it came is durable.</summary>
    public static async Task ArriveAsync(GridHost host, string pharmacy, Sku sku)
    {
        await host.Grains.GetGrain<IPharmacyGrain>(pharmacy).ReportStockAsync(new(new("till"), null, [new(sku, null, 1, host.Clock.GetUtcNow())]));
        await host.Telling.ToOutsideAsync();
    }

    /// <summary>Runs work with so many under way at once.</summary>
    public static Task ParallelAsync(int count, int width, Func<int, Task> work) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = width }, async (number, _) => await work(number));

    public static int Option(string[] options, string name, int otherwise)
    {
        var at = Array.IndexOf(options, name);
        return at >= 0 && at + 1 < options.Length ? int.Parse(options[at + 1]) : otherwise;
    }
}
