using System.Diagnostics.Metrics;

namespace MatchGrid.Telemetry;

/// <summary>What grains count: the meter <c>MatchGrid</c>. Who exports it is the host's affair.</summary>
public sealed class GridMetrics : IDisposable
{
    private readonly Meter meter = new("MatchGrid");

    public GridMetrics()
    {
        Wakes = meter.CreateCounter<long>("matchgrid.wakes", "{poke}", "Grains poked because their wake was due");
        Notices = meter.CreateCounter<long>("matchgrid.notices", "{entry}", "Entries written to patients' inboxes");
        MatchEvents = meter.CreateCounter<long>("matchgrid.events", "{event}", "Match events written to the feed, by kind");
    }

    public Counter<long> Wakes { get; }

    public Counter<long> Notices { get; }

    /// <summary>Tagged with <c>kind</c>.</summary>
    public Counter<long> MatchEvents { get; }

    public void Dispose() => meter.Dispose();
}
