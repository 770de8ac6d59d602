using System.Diagnostics.Metrics;

namespace MatchGrid.Telemetry;

/// <summary>What grains count: the meter <c>MatchGrid</c>. Who exports it is the host's affair.</summary>
public sealed class GridMetrics : IDisposable
{
    private readonly Meter meter = new("MatchGrid");

    public GridMetrics()
    {
        Wakes = meter.CreateCounter<long>("matchgrid.wakes", "{poke}", "Grains poked because their wake was due");
        StartMarketsWaiting = meter.CreateUpDownCounter<long>("matchgrid.start.markets.waiting", "{market}", "Markets that waited when the process ended and have yet to wake");
        StartMarketsWoken = meter.CreateCounter<long>("matchgrid.start.markets.woken", "{market}", "Markets woken since the start");
        Notices = meter.CreateCounter<long>("matchgrid.notices", "{entry}", "Entries written to patients' inboxes");
        MatchEvents = meter.CreateCounter<long>("matchgrid.events", "{event}", "Match events written to the feed, by kind");
    }

    public Counter<long> Wakes { get; }

    public UpDownCounter<long> StartMarketsWaiting { get; }

    public Counter<long> StartMarketsWoken { get; }

    public Counter<long> Notices { get; }

    /// <summary>Tagged with <c>kind</c>.</summary>
    public Counter<long> MatchEvents { get; }

    public void Dispose() => meter.Dispose();
}
