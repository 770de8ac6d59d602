using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Messages;
using MatchGrid.Silo;

namespace MatchGrid.Bench.Load;

/// <summary>
/// A partner that was away reads what it missed by <c>GET /v1/feed</c>, page after page over one connection, each event parsed: with every event granted in
/// full, and with every second one.
/// </summary>
internal static class CatchUpMeasure
{
    private const int Limit = 20_000;
    private const int PerLetter = 500;

    public static async Task RunAsync(string[] options)
    {
        var events = BenchGrid.Option(options, "--events", 200_000);
        var folder = Directory.CreateTempSubdirectory("matchgrid-bench-").FullName;
        try
        {
            await FillAsync(folder, events);
            await using var server = await ServerProcess.StartGridOnAsync(folder);
            var admin = await server.TokenAsync(new { role = "admin", subject = "a" });
            foreach (var (partner, pharmacies) in new[] { ("whole", new[] { "P0", "P1" }), ("half", new[] { "P0" }) })
                await GrantAsync(server, admin, partner, pharmacies);
            for (var round = 0; round < 3; round++)
            {
                foreach (var partner in (string[])["whole", "half"])
                    await ReadAsync(server, partner, events);
            }

            Console.WriteLine($"limit: {Limit:N0} events/s");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task FillAsync(string folder, int events)
    {
        await using var host = await GridHost.StartAsync(new() { DataFolder = folder, SyncToDisk = false });
        var partitions = host.Options.FeedPartitions;
        for (var entered = 0; entered < events; entered += PerLetter)
        {
            var letter = entered / PerLetter;
            var batch = Enumerable.Range(entered, PerLetter).Select(number => new MatchEvent(
                MatchEventKind.Held, host.Clock.GetUtcNow(), new($"r{number}"), BenchGrid.SkuOf(number % 100), 1, new HoldId($"h{number}"), new PharmacyId($"P{number % 2}"), number % 600,
                Cell: CellId.FromPoint(BenchGrid.PlaceOf(number % 1_000, 100)), Patient: new PatientId($"p{number % 5_000}")));
            await host.Grains.GetGrain<IFeedGrain>($"{letter % partitions}").DeliverAsync(new($"request/bench{letter}", [new(1, new Recorded([.. batch]), Closes: true)]));
        }

        while ((await Task.WhenAll(Enumerable.Range(0, partitions).Select(partition => host.Grains.GetGrain<IFeedGrain>($"{partition}").ReadAsync(null, 0, 1)))).Sum(page => page.Last) < events)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    }

    private static async Task GrantAsync(ServerProcess server, string admin, string partner, string[] pharmacies)
    {
        foreach (var pharmacy in pharmacies)
        {
            using var grant = new HttpRequestMessage(HttpMethod.Put, $"/v1/pharmacies/{pharmacy}/partners/{partner}");
            grant.Headers.Authorization = new("Bearer", admin);
            await server.SendAsync(grant);
        }
    }

    private static async Task ReadAsync(ServerProcess server, string partner, int events)
    {
        var token = new AuthenticationHeaderValue("Bearer", await server.TokenAsync(new { role = "partner", subject = partner, tenant = partner }));
        var (seen, bytes, cursor, began, processor) = (new HashSet<string>(StringComparer.Ordinal), 0L, "", Stopwatch.GetTimestamp(), server.Processor);
        for (var more = true; more;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/feed?limit=1000&after={cursor}") { Headers = { Authorization = token } };
            var text = await server.SendAsync(request);
            using var page = JsonDocument.Parse(text);
            foreach (var one in page.RootElement.GetProperty("events").EnumerateArray())
                seen.Add(one.GetProperty("id").GetString()!);
            (cursor, more, bytes) = (page.RootElement.GetProperty("cursor").GetString()!, page.RootElement.GetProperty("more").GetBoolean(), bytes + text.Length);
        }

        var took = Stopwatch.GetElapsedTime(began);
        Console.WriteLine(
            $"{partner,-6} {seen.Count,9:N0} of {events:N0} events, each once, in {took.TotalSeconds:0.00} s: {seen.Count / took.TotalSeconds,8:N0}/s, "
            + $"looked at {events / took.TotalSeconds:N0}/s, {bytes / took.TotalSeconds / 1e6:0} MB/s, server {(server.Processor - processor).TotalSeconds / took.TotalSeconds:0.00} processors");
    }
}
