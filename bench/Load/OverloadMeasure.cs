using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace MatchGrid.Bench.Load;

/// <summary>
/// Three times what the server can carry, sent whatever the answers take. It must refuse the rest with <c>Retry-After</c>, answer what it takes in bounded
/// time, stay under its memory ceiling, and be as before soon after. With <c>--open-doors</c> nothing is refused: what happens then.
/// </summary>
internal static class OverloadMeasure
{
    private const int Patients = 2_000;
    private const int Skus = 100;
    private const int Pharmacies = 50;
    private const int Width = 64;
    private const int MostOutstanding = 6_000;
    private const string Json = "application/json";

    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(60);

    private static int next;

    public static async Task RunAsync(string[] options)
    {
        var (seconds, times) = (BenchGrid.Option(options, "--seconds", 15), BenchGrid.Option(options, "--times", 3));
        var ceiling = BenchGrid.Option(options, "--ceiling-mib", 512);
        string[] settings = options.Contains("--open-doors") ? ["--Limits:RequestsUnderWay=1000000", "--Limits:MostLag=01:00:00"] : [];
        await using var server = await ServerProcess.StartGridAsync(ceiling, settings);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null }) { BaseAddress = server.Root };
        var tokens = await PrepareAsync(server);

        await ForAsync(BenchGrid.Option(options, "--warm-up", 10), async () =>
        {
            using var answer = await SendAsync(http, tokens);
        });
        var done = 0L;
        var carried = await ForAsync(seconds, async () =>
        {
            using var answer = await SendAsync(http, tokens);
            Interlocked.Increment(ref done);
        });
        var capacity = Interlocked.Read(ref done) / carried.TotalSeconds;
        Console.WriteLine($"  carries {capacity:N0} requests/s with {Width} at a time, {server.Memory >> 20} MiB");

        var load = await OpenLoopAsync(server, http, tokens, (int)(capacity * times), TimeSpan.FromSeconds(seconds));
        var recovered = await RecoverAsync(http, tokens);
        Console.WriteLine($"overload, {load.Rate:N0} requests/s for {seconds} s ({times} times {capacity:N0}): {load.Accepted / (double)seconds:N0}/s taken, p50 {At(load.Times, 0.5):F0} ms, "
            + $"p99 {At(load.Times, 0.99):F0} ms; {100.0 * load.Shed / load.Sent:F0} % refused, all with Retry-After: {load.Shed == load.WithRetryAfter}; {load.Failed} failed; "
            + $"not sent because {MostOutstanding:N0} were unanswered: {load.Skipped}; at most {load.PeakMemory >> 20} MiB (heap ceiling {ceiling} MiB); calm after {recovered.TotalSeconds:F1} s");
    }

    private static async Task<string[]> PrepareAsync(ServerProcess server)
    {
        var admin = await server.TokenAsync(new { role = "admin", subject = "bench" });
        await server.SendAsync(ServerProcess.Post("/v1/skus:import", admin, "application/x-ndjson", string.Join('\n', Enumerable.Range(0, Skus).Select(i =>
            JsonSerializer.Serialize(new { sku = BenchGrid.SkuOf(i).Value, name = $"Drug {i}" })))));
        await server.SendAsync(ServerProcess.Post("/v1/pharmacies:import", admin, "application/x-ndjson", string.Join('\n', Enumerable.Range(0, Pharmacies).Select(i =>
        {
            var place = BenchGrid.PlaceOf(-1 - i, 3);
            return JsonSerializer.Serialize(new { id = $"P{i}", name = $"P{i}", latitude = place.Latitude, longitude = place.Longitude });
        }))));
        var tokens = new string[Patients + 1];
        await BenchGrid.ParallelAsync(Patients, 32, async i => tokens[i] = await server.TokenAsync(new { role = "patient", subject = $"patient {i}" }));
        tokens[Patients] = admin;
        return tokens;
    }

    /// <summary>Turn and turn about: a patient asks for a drug, a pack of it comes in. Each that meets is matched, held and told.</summary>
    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string[] tokens)
    {
        var number = Interlocked.Increment(ref next);
        var (turn, isStock) = Math.DivRem(number, 2);
        var (sku, patient) = (BenchGrid.SkuOf(turn / Patients % Skus).Value, turn % Patients);
        var place = BenchGrid.PlaceOf(patient, 3);
        using var request = isStock == 1
            ? ServerProcess.Post($"/v1/pharmacies/P{turn % Pharmacies}/stock", tokens[Patients], Json, $$"""[{"sku":"{{sku}}","delta":1}]""")
            : ServerProcess.Post("/v1/requests", tokens[patient], Json, JsonSerializer.Serialize(new { skus = new[] { sku }, latitude = place.Latitude, longitude = place.Longitude, radiusMetres = 5_000 }));
        return await http.SendAsync(request);
    }

    private static async Task<TimeSpan> ForAsync(int seconds, Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await BenchGrid.ParallelAsync(Width, Width, async _ =>
        {
            while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
                await work();
        });
        return Stopwatch.GetElapsedTime(began);
    }

    private static async Task<OverloadResult> OpenLoopAsync(ServerProcess server, HttpClient http, string[] tokens, int rate, TimeSpan time)
    {
        var result = new OverloadResult(rate);
        var outstanding = 0;
        var all = new ConcurrentBag<Task>();
        var pacing = new Thread(() =>
        {
            var began = Stopwatch.GetTimestamp();
            for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed = Stopwatch.GetElapsedTime(began))
            {
                for (var due = (long)(elapsed.TotalSeconds * rate); result.Sent + result.Skipped < due;)
                {
                    if (Volatile.Read(ref outstanding) >= MostOutstanding)
                    {
                        result.Skipped++;
                        continue;
                    }

                    result.Sent++;
                    Interlocked.Increment(ref outstanding);
                    all.Add(OneAsync());
                }

                result.PeakMemory = Math.Max(result.PeakMemory, server.Memory);
                Thread.Sleep(1);
            }
        });
        pacing.Start();
        await Task.Run(pacing.Join);
        await Task.WhenAll(all);
        return result;

        async Task OneAsync()
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                using var answer = await SendAsync(http, tokens);
                result.Add(answer, Stopwatch.GetElapsedTime(began));
            }
            catch (HttpRequestException)
            {
                result.Fail();
            }
            finally
            {
                Interlocked.Decrement(ref outstanding);
            }
        }
    }

    /// <summary>Until twenty in a row are taken, each in good time.</summary>
    private static async Task<TimeSpan> RecoverAsync(HttpClient http, string[] tokens)
    {
        var (ended, since, calm) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0);
        while (calm < 20 && Stopwatch.GetElapsedTime(ended) < LongestRecovery)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await SendAsync(http, tokens);
            if (answer.StatusCode != HttpStatusCode.ServiceUnavailable && Stopwatch.GetElapsedTime(began) < Calm)
                since = calm++ == 0 ? began : since;
            else
                calm = 0;
        }

        return calm == 20 ? Stopwatch.GetElapsedTime(ended, since) : throw new InvalidOperationException("it did not recover within a minute");
    }

    private static double At(ConcurrentBag<double> times, double part) => times.IsEmpty ? double.NaN : times.Order().ElementAt((int)(part * (times.Count - 1)));
}
