namespace MatchGrid.Silo;

/// <summary>Where the embedded engine keeps its data. Bound from configuration section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Created when it is not there; one process at a time. Default: <c>data</c> in the working directory.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>True (default): what was acknowledged survives power loss. False: a killed process only, for tests and replays.</summary>
    public bool SyncToDisk { get; set; } = true;
}
