namespace MatchGrid.Api.Startup;

/// <summary>
/// Collects the youngest objects after every few megabytes. Left alone, the runtime lets as many gather as the processor's cache is large, and
/// then stops everybody for as long as that takes: 50 to 90 ms with a cache of 105 MB, once a second at 1,000 matches a second, instead of
/// some 10 ms. The runtime's own setting for this (<c>DOTNET_GCgen0size</c>) can only be given in the environment.
/// </summary>
internal sealed class ShortPauses(ApiLimits limits, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (limits.YoungBytes <= 0)
            return;
        using var timer = new PeriodicTimer(Look, time);
        var (before, collections) = (GC.GetTotalAllocatedBytes(), GC.CollectionCount(0));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (now, done) = (GC.GetTotalAllocatedBytes(), GC.CollectionCount(0));
            if (done == collections && now - before < limits.YoungBytes)
                continue;
            if (done == collections)
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            (before, collections) = (GC.GetTotalAllocatedBytes(), GC.CollectionCount(0));
        }
    }
}
