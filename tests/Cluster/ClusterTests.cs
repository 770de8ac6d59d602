using System.Diagnostics;
using Xunit.Abstractions;

namespace MatchGrid.Tests.Cluster;

/// <summary>Silos in processes of their own: pushes cross them, and one that is killed, hangs or leaves takes nothing with it.</summary>
public sealed class ClusterTests(ITestOutputHelper output)
{
    private const int Lanes = 12;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Push_PackAndPatientAtDifferentHosts_ComesAtOnce()
    {
        await using var cluster = await Cluster.StartAsync(2);
        var lanes = await LanesAsync(cluster, () => cluster.Silos[Random.Shared.Next(2)].Door, count: 6);
        await Task.WhenAll(lanes.Select(async lane =>
        {
            for (var i = 0; i < 20; i++)
                await lane.OnceAsync();
        }));

        var took = lanes.SelectMany(lane => lane.Told).Select(told => told.Took.TotalMilliseconds).Order().ToList();
        Assert.Equal(6 * 20, took.Count);
        output.WriteLine($"pack → push over two hosts: p50 {took[took.Count / 2]:F1} ms, p99 {took[took.Count * 99 / 100]:F1} ms");
    }

    [Fact]
    public async Task Kill_OneOfThreeSilos_MatchingResumesAndNothingIsLost() => await LoseAsync("KILL", within: TimeSpan.FromSeconds(30));

    [Fact]
    public async Task Hang_OneOfThreeSilos_MatchingResumesAndNothingIsLost() => await LoseAsync("STOP", within: TimeSpan.FromSeconds(60));

    [Fact]
    public async Task Leave_OneOfThreeSilos_MatchingGoesOnAndNothingIsLost() => await LoseAsync("TERM", within: TimeSpan.FromSeconds(60));

    [Fact]
    public async Task Restart_OfTheSilosThatHeldTheGrains_ConnectedPatientsAreToldAgain()
    {
        await using var cluster = await Cluster.StartAsync(3);
        var door = cluster.Silos[0].Door;
        await door.SendAsync(HttpMethod.Put, "/v1/skus/test:S", "admin:a", new { name = "Medicine" });
        await door.OpenPharmacyAsync("P", 10);
        await Task.Delay(TimeSpan.FromSeconds(3)); // every host has the catalogue
        const int patients = 30;
        var told = Enumerable.Range(0, patients).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        var connections = await Task.WhenAll(told.Select((source, n) => door.ListenAsync($"p{n}", (kind, _) =>
        {
            if (kind == "held")
                source.TrySetResult();
        })));
        for (var n = 0; n < patients; n++)
            await door.AskAsync($"p{n}", "test:S", 10);

        // Their grains are spread over three silos; two of them end, one after the other.
        foreach (var (process, _) in cluster.Silos.Skip(1))
            process.Signal("KILL");
        await cluster.UntilActiveAsync(1);
        var began = Stopwatch.GetTimestamp();
        await RetryAsync(() => door.CountAsync("P", "test:S", patients));
        await Task.WhenAll(told.Select(source => source.Task)).WaitAsync(TimeSpan.FromSeconds(20));
        output.WriteLine($"all {patients} told {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s after the pack came, at the connections they had before");
        foreach (var connection in connections)
            connection.Dispose();
    }

    private static async Task RetryAsync(Func<Task> work)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception failure) when (attempt < 20 && (failure is HttpRequestException or OperationCanceledException))
            {
                await Task.Delay(500);
            }
        }
    }

    private static async Task<List<Lane>> LanesAsync(Cluster cluster, Func<Door> anyDoor, int count)
    {
        var lanes = Enumerable.Range(0, count).Select(number => new Lane(number, anyDoor)).ToList();
        foreach (var lane in lanes)
            await RetryAsync(() => lane.OpenAsync(cluster.Silos[0].Door));
        await Task.Delay(TimeSpan.FromSeconds(3)); // every host has the catalogue
        return lanes;
    }

    /// <summary>Three silos under load; the last one gets a signal. Doors are used at the other two.</summary>
    private async Task LoseAsync(string signal, TimeSpan within)
    {
        await using var cluster = await Cluster.StartAsync(3);
        var lanes = await LanesAsync(cluster, () => cluster.Silos[Random.Shared.Next(2)].Door, Lanes);
        using var stop = new CancellationTokenSource();
        var running = lanes.Select(lane => lane.RunAsync(stop.Token)).ToList();
        await WarmUpAsync(lanes);
        var lost = Stopwatch.GetTimestamp();
        cluster.Silos[2].Process.Signal(signal);
        await Task.Delay(within);
        if (signal == "STOP")
        {
            cluster.Silos[2].Process.Signal("CONT");
            await cluster.Silos[2].Process.EndedAsync(); // the others have given it up: it may not go on
        }

        await stop.CancelAsync();
        await Task.WhenAll(running);
        try
        {
            Report(lanes, lost, signal, within);
        }
        catch
        {
            foreach (var (process, _) in cluster.Silos)
                output.WriteLine($"-- log of a silo:\n{process.Log[^Math.Min(process.Log.Length, 6_000)..]}");
            throw;
        }

        await ReckonAsync(cluster, lanes);
    }

    // Until every lane has been through a few times.
    private static async Task WarmUpAsync(List<Lane> lanes)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (lanes.Exists(lane => lane.Promised.Count < 5))
            await Task.Delay(100, patience.Token);
    }

    private void Report(List<Lane> lanes, long lost, string signal, TimeSpan within)
    {
        var gaps = lanes.Select(lane => Gap(lane, lost)).Order().ToList();
        output.WriteLine(
            $"SIG{signal}: longest silence of a lane: median {gaps[gaps.Count / 2].TotalSeconds:F1} s, longest {gaps[^1].TotalSeconds:F1} s; "
            + $"{lanes.Sum(lane => lane.Told.Count)} told, {lanes.Sum(lane => lane.Failures.Values.Sum())} calls failed");
        foreach (var failure in lanes.SelectMany(lane => lane.Failures).GroupBy(one => one.Key, one => one.Value).OrderByDescending(one => one.Sum()).Take(5))
            output.WriteLine($"  {failure.Sum()} × {failure.Key}");
        Assert.True(gaps[^1] < within, $"a lane was silent for {gaps[^1]}");
    }

    // The longest time without a push, from the loss on.
    private static TimeSpan Gap(Lane lane, long lost)
    {
        var times = lane.Told.Select(told => told.At).Where(at => at > lost).Prepend(lost).ToList();
        return times.Count == 1 ? TimeSpan.MaxValue : times.Zip(times.Skip(1), Stopwatch.GetElapsedTime).Max();
    }

    private static async Task ReckonAsync(Cluster cluster, List<Lane> lanes)
    {
        var door = cluster.Silos[0].Door;
        foreach (var patient in lanes.SelectMany(lane => lane.Promised))
        {
            var patience = Stopwatch.GetTimestamp();
            while (!(await door.InboxAsync(patient)).Any(entry => entry!["kind"]!.GetValue<string>() == "held"))
            {
                Assert.True(Stopwatch.GetElapsedTime(patience) < TimeSpan.FromSeconds(20), $"{patient} was promised a pack and is not told");
                await Task.Delay(200);
            }
        }

        var report = await cluster.CheckAsync();
        Assert.Empty(report.Violations);
    }
}
