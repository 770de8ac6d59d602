using MatchGrid.Journals;

namespace MatchGrid.Silo.Journals;

/// <summary>How a <see cref="SqliteLog"/> is opened.</summary>
public sealed class SqliteLogOptions
{
    /// <summary>The data folder; created when it is not there. One process at a time.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// False (default): a writer thread commits as fast as the disk syncs. True: nothing is committed until <see cref="SqliteLog.Flush"/>,
    /// on the caller's thread, and waiters go on inside that call: for deterministic replay on a single thread.
    /// </summary>
    public bool Manual { get; init; }

    /// <summary>True (default): a commit survives power loss. False survives a killed process only: for tests.</summary>
    public bool SyncToDisk { get; init; } = true;

    /// <summary>
    /// What a folder is made with and cannot be changed afterwards, by name: an existing folder with another value is refused, one without any
    /// takes it. Null (default): not looked at.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Fixed { get; init; }

    /// <summary>Rows between two checkpoints of the heads, default 200,000: as many are scanned at most when a killed process starts again.</summary>
    public int CheckpointEveryRows { get; init; } = 200_000;

    /// <summary>
    /// Bytes waiting to be committed, default 4 MiB, counting 64 for a row besides its data. Past it, Append waits for the writer, which
    /// bounds how long any one commit takes; with <see cref="Manual"/> there is no limit.
    /// </summary>
    public long MostPendingBytes { get; init; } = 4 << 20;

    /// <summary>
    /// Called once, on the thread that commits, when a commit failed and every waiter has been told: what was in flight is unknown, the
    /// process should stop and start again from the log.
    /// </summary>
    public Action<JournalFailedException>? OnFailure { get; init; }
}
