using MatchGrid.Journals;

namespace MatchGrid.Silo.Journals;

/// <summary>A history being put together, newest row first: what was known of the grain when it began, and what has been found since.</summary>
internal sealed class LogRead(LogHead head)
{
    private readonly ReadOnlyMemory<byte>[] rows = new ReadOnlyMemory<byte>[head.Version - head.SnapshotVersion];

    public int Grain { get; } = head.Id;

    public long Version { get; } = head.Version;

    public long SnapshotVersion { get; } = head.SnapshotVersion;

    public long SnapshotPosition { get; } = head.SnapshotPosition;

    public ReadOnlyMemory<byte>? Snapshot { get; set; }

    /// <summary>Rows not found yet; they are the oldest.</summary>
    public int Missing { get; private set; } = (int)(head.Version - head.SnapshotVersion);

    /// <summary>Position of the newest of them.</summary>
    public long Next { get; private set; } = head.Last;

    public bool IsComplete => Missing == 0 && (SnapshotVersion == 0 || Snapshot is not null);

    public void Prepend(ReadOnlyMemory<byte> row, long previous)
    {
        rows[--Missing] = row;
        Next = previous;
    }

    public JournalHistory ToHistory() => new(Version, SnapshotVersion, Snapshot, rows);
}
