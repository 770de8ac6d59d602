namespace MatchGrid.Silo.Journals;

internal enum LogEntryKind
{
    Row = 0,
    Snapshot = 1,
}

/// <summary>One row of the log.</summary>
/// <param name="Position">Where it stands: 1, 2, 3 … over all grains.</param>
/// <param name="Head">The grain.</param>
/// <param name="Version">The version that a row makes, or that a snapshot was taken at.</param>
/// <param name="Previous">Position of the grain's row before this one; 0 for its first. Snapshots are no part of that chain.</param>
/// <param name="Wake">Unix milliseconds, or <see cref="LogHead.NoWake"/>; snapshots say nothing about it.</param>
internal readonly record struct LogEntry(
    long Position, LogHead Head, LogEntryKind Kind, long Version, long Previous, long Wake, ReadOnlyMemory<byte> Data);
