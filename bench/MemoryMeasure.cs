namespace MatchGrid.Bench;

/// <summary>Memory per open request, all grains counted (request, patient, markets, cells, log heads). Limit: 2 KB at 200,000.</summary>
internal static class MemoryMeasure
{
    public static async Task RunAsync(string[] options)
    {
        var count = BenchGrid.Option(options, "--requests", 200_000);
        var radius = BenchGrid.Option(options, "--radius", 20_000);
        var (host, folder) = await BenchGrid.StartAsync();
        await BenchGrid.ParallelAsync(100, 32, i => BenchGrid.RegisterAsync(host, "P" + i, BenchGrid.PlaceOf(i, 500)));
        var before = Collected();
        await BenchGrid.ParallelAsync(count, 64, i => BenchGrid.OpenAsync(host, "r" + i, BenchGrid.SkuOf(i % 100), BenchGrid.PlaceOf(i, 500), radius));
        await host.Telling.ToOutsideAsync();
        await Task.Delay(TimeSpan.FromSeconds(5));
        Print("all grains active", host.Engine.ActivationCount, Collected() - before, count);
        await Task.Delay(TimeSpan.FromSeconds(BenchGrid.Option(options, "--idle", 240)));
        Print("idle grains collected", host.Engine.ActivationCount, Collected() - before, count);
        await BenchGrid.StopAsync(host, folder);
    }

    private static long Collected() => GC.GetTotalMemory(forceFullCollection: true);

    private static void Print(string when, long activations, long bytes, int count) =>
        Console.WriteLine($"memory, {when}: {bytes / (double)count:N0} bytes per open request, {activations:N0} activations (limit 2,048)");
}
