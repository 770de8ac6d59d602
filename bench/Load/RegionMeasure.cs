using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace MatchGrid.Bench.Load;

/// <summary>
/// What a crisis region costs: the most matched changes per second without one, with one around everybody, and with one that coordinators watch; all
/// on one server, rounds of the three taking turns. And how old the figures are that they are shown.
/// </summary>
internal static class RegionMeasure
{
    private const string Json = "application/json";
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>Limits: 5 % less with a region open, 10 % less with 200 coordinators, figures at most two seconds old at 1,000/s.</summary>
    public static async Task RunAsync(string[] options)
    {
        var (rounds, warmUp) = (BenchGrid.Option(options, "--rounds", 5), BenchGrid.Option(options, "--warm-up", 1));
        var coordinators = BenchGrid.Option(options, "--coordinators", 200);
        var plan = new LoadPlan(BenchGrid.Option(options, "--patients", 4_000), 100, 211, 20_000, Batch: 10);
        string[] kinds = ["no region", "region", $"{coordinators} coordinators"];
        await using var grid = new GridTarget(await ServerProcess.StartGridAsync(), plan, ((warmUp + rounds) * kinds.Length) + 1);
        await grid.ConnectAsync();
        var coordinator = await grid.Server.TokenAsync(new { role = "admin", subject = "bench" });
        var results = kinds.ToDictionary(kind => kind, _ => new List<LoadResult>());
        var number = 0;
        for (var round = 0; round < warmUp + rounds; round++)
        {
            foreach (var (index, kind) in kinds.Index())
            {
                var region = index > 0 ? await OpenAsync(grid, coordinator) : null;
                var watching = await WatchAsync(grid, coordinator, region, index > 1 ? coordinators : 0, (_, _) => { });
                await grid.AskAsync(number);
                await Task.Delay(Settling);
                var result = await new LoadRound(grid, plan, number++).FlatOutAsync(64);
                Console.WriteLine($"  {kind,-16} {(round < warmUp ? "warm-up" : $"round {round - warmUp + 1}")}: {result}");
                if (round >= warmUp)
                    results[kind].Add(result);
                foreach (var one in watching)
                    one.Dispose();
                if (region is not null)
                    await grid.Server.SendAsync(ServerProcess.Post($"/v1/regions/{region}/close", coordinator, Json, "{}"));
            }
        }

        var bare = LoadResult.MedianOf(results[kinds[0]]).PerSecond;
        foreach (var (kind, limit) in kinds.Zip(["", " (limit 0.95)", " (limit 0.90)"]))
            Console.WriteLine($"regions, {kind,-16}: {LoadResult.MedianOf(results[kind]).PerSecond:N0} matched changes/s, {LoadResult.MedianOf(results[kind]).PerSecond / bare:F2} of it{limit}");
        await AgeAsync(grid, plan, number, coordinator);
    }

    // A figure is as old as the last push that it does not know of.
    private static async Task AgeAsync(GridTarget grid, LoadPlan plan, int number, string coordinator)
    {
        var region = await OpenAsync(grid, coordinator);
        var pushes = new ConcurrentQueue<long>();
        var figures = new ConcurrentQueue<(long At, long Made)>();
        var watching = await WatchAsync(grid, coordinator, region, 1, (message, now) =>
        {
            using var told = JsonDocument.Parse(message);
            if (told.RootElement.GetProperty("target").GetString() == "regionFigures")
                figures.Enqueue((now, told.RootElement.GetProperty("arguments")[0].GetProperty("total").GetProperty("made").GetInt64()));
        });
        await grid.AskAsync(number);
        await Task.Delay(Settling);
        var round = new LoadRound(grid, plan, number);
        var told = grid.Told!;
        grid.Told = (change, patient, now) =>
        {
            pushes.Enqueue(now);
            told(change, patient, now);
        };
        await round.AtRateAsync(1_000);
        await Task.Delay(Settling);
        watching[0].Dispose();
        long[] times = [.. pushes.Order()];
        var ages = figures.Where(one => one.Made < times.Length && times[one.Made] < one.At)
            .Select(one => Stopwatch.GetElapsedTime(times[one.Made], one.At).TotalMilliseconds).Order().ToArray();
        Console.WriteLine(ages.Length == 0
            ? "regions, age of figures: none came"
            : $"regions, age of {figures.Count} figures at 1,000 matched changes/s: p50 {ages[ages.Length / 2]:F0} ms, oldest {ages[^1]:F0} ms (limit 2,000); the last tell of {figures.Last().Made:N0} of {times.Length:N0}");
    }

    private static async Task<string> OpenAsync(GridTarget grid, string coordinator)
    {
        var body = JsonSerializer.Serialize(new { name = "Everybody", tier = 1, circle = new { latitude = 47.0, longitude = 8.0, radiusMetres = 100_000 }, population = 8_000_000 });
        using var opened = JsonDocument.Parse(await grid.Server.SendAsync(ServerProcess.Post("/v1/regions", coordinator, Json, body)));
        return opened.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<PatientSocket[]> WatchAsync(GridTarget grid, string coordinator, string? region, int count, ToldPatient told)
    {
        var hub = new UriBuilder(grid.Server.Root) { Scheme = "ws", Path = "/hubs/live", Query = $"access_token={coordinator}" };
        var sockets = new PatientSocket[count];
        await BenchGrid.ParallelAsync(count, 8, async i => sockets[i] = await PatientSocket.ConnectAsync(hub.Uri, $"[\"{region}\"]", told, "WatchRegion"));
        return sockets;
    }
}
