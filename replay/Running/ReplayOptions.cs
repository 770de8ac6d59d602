using MatchGrid.Regions;
using MatchGrid.Replay.Conduct;
using MatchGrid.Replay.Data;
using MatchGrid.Replay.Demand;

namespace MatchGrid.Replay.Running;

/// <summary>How a series is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>Where the grid keeps its data, and the replay its place. Goes on where it stopped when there is something.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Default: arrivals.</summary>
    public StockMode Mode { get; init; }

    public DemandOptions Demand { get; init; } = new();

    public ConductRates Conduct { get; init; } = new();

    /// <summary>Packs of the source that make one pack; supply and demand shrink alike. Default 1: every pack.</summary>
    public int Thin { get; init; } = 1;

    /// <summary>How many times faster than it happened; 0 (default): as fast as it goes.</summary>
    public double Speed { get; init; }

    /// <summary>After the series ends people are given this long to finish. Default 2 days.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromDays(2);

    /// <summary>A crisis region that is open from the beginning; null for none.</summary>
    public RegionArea? Region { get; init; }

    /// <summary>Its tier; 0 (default) only watches.</summary>
    public int RegionTier { get; init; }

    /// <summary>Whether what is acknowledged survives power loss, too, and not only a killed process. Default: no.</summary>
    public bool SyncToDisk { get; init; }
}
