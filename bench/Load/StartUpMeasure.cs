using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MatchGrid.Bench.Load;

/// <summary>
/// The real process started on a folder with many open requests and stock lines: the time until it says that it is ready, and until a first
/// pack in a busy market is held for whoever is first in line and told to them; then what is left to wake, and memory. Limit: 20 s.
/// </summary>
internal static class StartUpMeasure
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(string[] options)
    {
        var plan = new StartUpFolder(
            BenchGrid.Option(options, "--requests", 1_000_000), BenchGrid.Option(options, "--lines", 1_000_000), BenchGrid.Option(options, "--pharmacies", 1_000));
        var at = Array.IndexOf(options, "--folder");
        var folder = at >= 0 ? options[at + 1] : Directory.CreateTempSubdirectory("matchgrid-bench-").FullName;
        try
        {
            await plan.MakeAsync(folder);
            for (var round = BenchGrid.Option(options, "--rounds", 3); round > 0; round--)
                await StartAsync(plan, folder, TimeSpan.FromSeconds(BenchGrid.Option(options, "--watch", 60)));
        }
        finally
        {
            if (at < 0)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task StartAsync(StartUpFolder plan, string folder, TimeSpan longest)
    {
        var size = StartUpFolder.Size(folder);
        var began = Stopwatch.GetTimestamp();
        double Seconds() => Stopwatch.GetElapsedTime(began).TotalSeconds;
        await using var server = await ServerProcess.StartGridOnAsync(folder);
        var listening = Seconds();
        while (!await IsReadyAsync(server))
            await Task.Delay(Poll);
        var (ready, memory) = (Seconds(), server.Memory);

        var matched = await MatchAsync(server, Seconds);
        Console.WriteLine(
            $"start-up, {plan.Requests:N0} open, {plan.Lines:N0} lines, {size / 1e6:N0} MB: listens after {listening:F1} s, ready after {ready:F1} s ({memory / 1e6:N0} MB, "
            + $"{server.Processor.TotalSeconds:F1} s of processor), first match told after {matched:F1} s (limit 20)");

        var (awake, left) = (0.0, double.MaxValue);
        while (left > 0 && Seconds() < longest.TotalSeconds)
        {
            await Task.Delay(Watch);
            (awake, left) = (Seconds(), await MetricAsync(server, "matchgrid_start_markets_waiting"));
            memory = Math.Max(memory, server.Memory);
        }

        Console.WriteLine(
            $"  {await MetricAsync(server, "matchgrid_start_markets_woken"):N0} markets woken, {left:N0} left after {awake:F1} s; at most {memory / 1e6:N0} MB, {server.Processor.TotalSeconds:F1} s of processor");
    }

    private static async Task<bool> IsReadyAsync(ServerProcess server)
    {
        using var answer = await server.Http.GetAsync("/health/ready");
        return answer.IsSuccessStatusCode;
    }

    // One pack comes to the hub; the patient who is first in line hears of it.
    private static async Task<double> MatchAsync(ServerProcess server, Func<double> seconds)
    {
        var token = await server.TokenAsync(new { role = "patient", subject = StartUpFolder.FirstPatient });
        var till = await server.TokenAsync(new { role = "pharmacy", subject = "till", pharmacy = StartUpFolder.Hub });
        var told = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        var posted = false;
        using var socket = await PatientSocket.ConnectAsync(
            new UriBuilder(server.Root) { Scheme = "ws", Path = "/hubs/live", Query = $"access_token={token}" }.Uri, "[null,0]", (message, _) =>
            {
                using var push = JsonDocument.Parse(message);
                if (Volatile.Read(ref posted) && push.RootElement.GetProperty("arguments")[0].GetProperty("kind").GetString() == "held")
                    told.TrySetResult(seconds());
            });
        Volatile.Write(ref posted, true);
        await server.SendAsync(ServerProcess.Post(
            $"/v1/pharmacies/{StartUpFolder.Hub}/stock", till, "application/json", JsonSerializer.Serialize(new[] { new { sku = StartUpFolder.Busy.Value, delta = 1 } })));
        return await told.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private static async Task<double> MetricAsync(ServerProcess server, string name)
    {
        var line = (await server.Http.GetStringAsync("/metrics")).Split('\n').LastOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? 0 : double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }
}
