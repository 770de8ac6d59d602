using System.Diagnostics;
using System.Text.Json;
using MatchGrid.Identifiers;

namespace MatchGrid.Bench.Load;

/// <summary>Stock over HTTP where nobody waits: NDJSON batches of 100 counts into many pharmacies, each answered once durable. Limit: 100,000 changes/s.</summary>
internal static class HttpIngestMeasure
{
    private const int Lines = 100;
    private const int Skus = 1_000;
    private const int Variants = 9;
    private const string Applied = "\"applied\":100,";
    private const string Ndjson = "application/x-ndjson";

    public static async Task RunAsync(string[] options)
    {
        var pharmacies = BenchGrid.Option(options, "--pharmacies", 500);
        var batches = BenchGrid.Option(options, "--batches", 5_000);
        var width = BenchGrid.Option(options, "--width", 32);
        await using var server = await ServerProcess.StartGridAsync();
        var admin = await server.TokenAsync(new { role = "admin", subject = "bench" });
        await server.SendAsync(ServerProcess.Post("/v1/skus:import", admin, Ndjson, string.Join('\n', Enumerable.Range(0, Skus).Select(i =>
            JsonSerializer.Serialize(new { sku = BenchGrid.SkuOf(i).Value, name = $"Drug {i}" })))));
        await server.SendAsync(ServerProcess.Post("/v1/pharmacies:import", admin, Ndjson, string.Join('\n', Enumerable.Range(0, pharmacies).Select(i =>
        {
            var place = BenchGrid.PlaceOf(i, 200);
            return JsonSerializer.Serialize(new { id = $"P{i}", name = $"P{i}", latitude = place.Latitude, longitude = place.Longitude });
        }))));

        // A pharmacy's batches move through the drugs and count otherwise each time; written beforehand, so that the server has the processors.
        var bodies = Enumerable.Range(0, Skus / Lines * Variants).Select(one => string.Concat(Enumerable.Range(0, Lines).Select(line =>
            JsonSerializer.Serialize(new { sku = BenchGrid.SkuOf((one % (Skus / Lines) * Lines) + line).Value, onHand = 1 + ((line + one) % Variants) }) + "\n"))).ToArray();
        var (rounds, warmUp) = (BenchGrid.Option(options, "--rounds", 5), BenchGrid.Option(options, "--warm-up", 3));
        var rates = new List<double>();
        for (var round = 0; round < warmUp + rounds; round++)
        {
            var (began, before) = (Stopwatch.GetTimestamp(), server.Processor);
            await BenchGrid.ParallelAsync(batches, width, async batch =>
            {
                var visit = (round * (batches / pharmacies)) + (batch / pharmacies);
                using var post = ServerProcess.Post($"/v1/pharmacies/P{batch % pharmacies}/stock", admin, Ndjson, bodies[visit % bodies.Length]);
                if (await server.SendAsync(post) is var answer && !answer.Contains(Applied, StringComparison.Ordinal))
                    throw new InvalidOperationException(answer);
            });
            var rate = batches * Lines / Stopwatch.GetElapsedTime(began).TotalSeconds;
            Console.WriteLine($"  {(round < warmUp ? "warm-up" : $"round {round - warmUp + 1}")}: {rate,9:N0} changes/s, server {(server.Processor - before).TotalMicroseconds / batches / Lines:F1} us/change");
            if (round >= warmUp)
                rates.Add(rate);
        }

        Console.WriteLine($"ingest over HTTP: {rates.Order().ElementAt(rates.Count / 2):N0} changes/s in batches of {Lines}, nobody waiting (limit 100,000)");
    }
}
