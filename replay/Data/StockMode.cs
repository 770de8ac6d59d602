namespace MatchGrid.Replay.Data;

/// <summary>What a count of the series is taken for.</summary>
public enum StockMode
{
    /// <summary>A rise is a delivery of the difference; falls are others' purchases and ignored. For fill rate and waiting time.</summary>
    Arrivals = 0,

    /// <summary>An absolute count at its time; one that falls under what is held breaks holds. For breakage.</summary>
    Counts = 1,
}
