namespace MatchGrid.Silo.Journals;

/// <summary>What a log has done since it was opened.</summary>
/// <param name="Rows">Rows committed, snapshots included.</param>
/// <param name="Commits">Transactions they were committed in.</param>
/// <param name="Bytes">Bytes of their data.</param>
/// <param name="Tail">Position of the last row taken in.</param>
/// <param name="Synced">Position of the last row that survives a crash.</param>
/// <param name="Grains">Grains that have a history.</param>
/// <param name="CommitMedian">Time of a commit, median; precise to 10 %.</param>
/// <param name="CommitP99">The same, 99th percentile.</param>
public readonly record struct LogStatistics(
    long Rows, long Commits, long Bytes, long Tail, long Synced, int Grains, TimeSpan CommitMedian, TimeSpan CommitP99);
