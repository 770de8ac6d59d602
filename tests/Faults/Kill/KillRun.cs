using System.Diagnostics;
using MatchGrid.Replay.Checking;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Faults.Kill;

/// <summary>
/// The real process under load through its real doors, killed with SIGKILL at random moments and started again on the same folder; at the end what
/// clients saw is compared with what is stored.
/// </summary>
internal static class KillRun
{
    private const int Pharmacies = 6;
    private const int Patients = 40;
    private const int Skus = 8;
    /// <summary>One in so many kills hits a process that is still starting.</summary>
    private const int EarlyEvery = 6;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestEarly = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <param name="folder">Of its own.</param>
    /// <param name="kills">How often.</param>
    /// <param name="mostPerLife">Operations acknowledged by one process before it is killed; how many exactly is drawn.</param>
    /// <param name="seed">Of what clients do and when kills come; threads and sockets keep their own time.</param>
    /// <param name="tell">Told how far it is.</param>
    /// <exception cref="PromiseBrokenException">Something is missing, double, or breaks an invariant.</exception>
    public static async Task<KillReport> RunAsync(string folder, int kills, int mostPerLife, int seed, Action<string>? tell = null)
    {
        var began = Stopwatch.GetTimestamp();
        var random = new Random(seed);
        using var doors = new Doors();
        using var ended = new CancellationTokenSource();
        var (promises, need) = (new Promises(), new Need(Skus, new Random(seed + 1)));
        var pharmacies = Enumerable.Range(0, Pharmacies)
            .ToDictionary(i => $"P{i}", i => new PharmacyAgent($"P{i}", doors, promises, need, new Random(seed + 100 + i)));
        var patients = Enumerable.Range(0, Patients)
            .Select(i => new PatientAgent(i, doors, promises, need, Skus, pharmacies, new Random(seed + 1_000 + i))).ToList();
        var watcher = new FeedWatcher(doors, promises);
        var program = Start(folder);
        try
        {
            doors.Open(await program.UrlAsync());
            await PrepareAsync(doors, pharmacies, patients, watcher);
            var (stopAsking, stopReporting) = (false, false);
            var asking = patients.Select(patient => patient.AskAsync(() => Volatile.Read(ref stopAsking))).ToList();
            var reporting = pharmacies.Values.Select(pharmacy => pharmacy.ReportAsync(() => Volatile.Read(ref stopReporting))).ToList();
            var following = patients.Select(patient => patient.FollowAsync(ended.Token)).Append(watcher.FollowAsync(ended.Token)).ToList();
            List<Task> all = [.. asking, .. reporting, .. following];

            for (var kill = 1; kill <= kills; kill++)
            {
                var target = promises.Operations + random.Next(1, mostPerLife);
                while (promises.Operations < target)
                    await LookAsync(all);
                doors.Close();
                await program.KillAsync();
                program.Dispose();
                program = Start(folder);
                for (; kill < kills && kill % EarlyEvery == 0; kill++)
                {
                    await Task.Delay(random.NextDouble() * LongestEarly);
                    await program.KillAsync();
                    program.Dispose();
                    program = Start(folder);
                }

                doors.Open(await program.UrlAsync());
                tell?.Invoke($"{Stopwatch.GetElapsedTime(began).TotalSeconds,6:F1} s, kill {kill}: {promises.Operations:N0} operations acknowledged, {promises.Pushes.Values.Sum(list => list.Count):N0} pushes");
            }

            Volatile.Write(ref stopAsking, true);
            need.IsEnding = true;
            await UntilAsync(all, () => Task.FromResult(asking.TrueForAll(task => task.IsCompleted)), "a patient waits for ever");
            Volatile.Write(ref stopReporting, true);
            await Task.WhenAll([.. asking, .. reporting]);
            tell?.Invoke($"{Stopwatch.GetElapsedTime(began).TotalSeconds,6:F1} s, every patient has what was asked for");
            await UntilAsync(following, async () => (await Task.WhenAll(patients.Select(one => one.IsCaughtUpAsync()))).All(yes => yes), "an inbox has what was never pushed");
            await UntilAsync(following, async () => (await Task.WhenAll(pharmacies.Values.Select(one => one.IsFreeAsync()))).All(yes => yes), "a pharmacy holds packs for nobody");
            tell?.Invoke($"{Stopwatch.GetElapsedTime(began).TotalSeconds,6:F1} s, all at rest");
            await ended.CancelAsync();
            await Task.WhenAll(following);
            doors.Close();
            if (await program.InterruptAsync() is not 0 and var exit)
                throw new PromiseBrokenException($"Ctrl-C: exit code {exit}");
        }
        finally
        {
            await ended.CancelAsync();
            program.Dispose();
        }

        var compared = await Comparison.RunAsync(folder, promises);
        var check = await GridChecker.CheckAsync(folder);
        if (check.ViolationCount > 0)
            throw new PromiseBrokenException($"the check: {string.Join("; ", check.Violations)}");
        return compared with { Kills = kills, Grains = check.Grains, Wall = Stopwatch.GetElapsedTime(began) };
    }

    private static ApiProcess Start(string folder) => ApiProcess.Start(
        "--urls", "http://127.0.0.1:0", "--data", folder, "--Auth:Development=true", "--Grid:PendingAsk=00:00:01", "--Grid:InboxKept=10000", "--Grid:FeedKept=1000000",
        "--Limits:CallerPerMinute=1000000000", "--Limits:PharmacyPerMinute=1000000000", "--Limits:AddressPerMinute=1000000000",
        "--Limits:NeedsPerPatientHour=1000000000", "--Limits:NeedsPerAddressHour=1000000000", "--Limits:FeedBatch=10000");

    private static async Task PrepareAsync(Doors doors, Dictionary<string, PharmacyAgent> pharmacies, List<PatientAgent> patients, FeedWatcher watcher)
    {
        var admin = await doors.TokenAsync("admin", "root");
        var skus = Enumerable.Range(0, Skus).Select(Need.SkuOf).Concat(Enumerable.Range(0, PharmacyAgent.BulkSkus).Select(PharmacyAgent.BulkSku));
        await Task.WhenAll(skus.Select(async sku => (await doors.SendAsync(HttpMethod.Put, $"/v1/skus/{sku}", admin, $$"""{"name":"{{sku}}"}""")).Ok()));
        await Task.WhenAll(pharmacies.Keys.Select(async (id, i) => (await doors.SendAsync(
            HttpMethod.Put, $"/v1/pharmacies/{id}", admin, $$"""{"name":"{{id}}","kind":"retail","latitude":40.70{{i}},"longitude":-74,"hours":"24/7","zone":"UTC"}""")).Ok()));
        await Task.WhenAll(pharmacies.Values.Select(pharmacy => pharmacy.PrepareAsync()).Concat(patients.Select(patient => patient.PrepareAsync())).Append(watcher.PrepareAsync()));
    }

    private static async Task UntilAsync(List<Task> running, Func<Task<bool>> reached, string otherwise)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await reached())
        {
            if (Stopwatch.GetElapsedTime(since) > Settling)
                throw new PromiseBrokenException(otherwise);
            await LookAsync(running);
        }
    }

    /// <summary>Lets some time go by; whoever failed ends the run.</summary>
    private static async Task LookAsync(List<Task> running)
    {
        await Task.Delay(Look);
        if (running.Find(task => task.IsFaulted) is { } failed)
            await failed;
    }
}
