using MatchGrid.Bench;
using MatchGrid.Bench.Load;

// Each measure prints its figures beside its limit from the same run. See bench/README.md.
var measures = new SortedDictionary<string, Func<string[], Task>>(StringComparer.Ordinal)
{
    ["backup"] = BackupMeasure.RunAsync,
    ["book"] = BookMeasure.RunAsync,
    ["catch-up"] = CatchUpMeasure.RunAsync,
    ["confidence"] = ConfidenceMeasure.RunAsync,
    ["connections"] = LoadMeasure.ConnectionsAsync,
    ["depth"] = DepthMeasure.RunAsync,
    ["growth"] = GrowthMeasure.RunAsync,
    ["http-ingest"] = HttpIngestMeasure.RunAsync,
    ["ingest"] = IngestMeasure.RunAsync,
    ["latency"] = LoadMeasure.LatencyAsync,
    ["match"] = MatchMeasure.RunAsync,
    ["memory"] = MemoryMeasure.RunAsync,
    ["overload"] = OverloadMeasure.RunAsync,
    ["region-open"] = RegionOpenMeasure.RunAsync,
    ["regions"] = RegionMeasure.RunAsync,
    ["start-up"] = StartUpMeasure.RunAsync,
    ["throughput"] = LoadMeasure.ThroughputAsync,
    ["webhooks"] = WebhookMeasure.RunAsync,
};
if (args is [RelayServer.Command, ..])
{
    await RelayServer.RunAsync(args[1..]);
    return 0;
}

if (args is [HookReceiver.Command])
{
    await HookReceiver.RunAsync();
    return 0;
}

if (args.Length == 0 || !measures.TryGetValue(args[0], out var measure))
{
    Console.Error.WriteLine($"usage: dotnet run -c Release --project bench -- {string.Join('|', measures.Keys)} [options]");
    return 2;
}

await measure(args[1..]);
return 0;
