using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>One reading connection.</summary>
internal sealed class LogReader : IDisposable
{
    private readonly SqliteStatement row;

    public LogReader(string file)
    {
        Database = SqliteDatabase.Open(file, readOnly: true);
        row = Database.Prepare("SELECT prev, data FROM log WHERE pos = ? AND grain = ? AND kind = ? AND version = ?");
    }

    public SqliteDatabase Database { get; }

    /// <summary>
    /// Reads the snapshot, and rows back to it, that are not there yet. False when one of them is gone, because a newer snapshot
    /// made it superfluous meanwhile.
    /// </summary>
    public bool Complete(LogRead read)
    {
        Database.Execute("BEGIN");
        try
        {
            if (read is { SnapshotVersion: > 0, Snapshot: null })
            {
                if (Find(read.SnapshotPosition, read.Grain, LogEntryKind.Snapshot, read.SnapshotVersion) is not { } snapshot)
                    return false;
                read.Snapshot = snapshot.Data;
            }

            while (read.Missing > 0)
            {
                if (Find(read.Next, read.Grain, LogEntryKind.Row, read.SnapshotVersion + read.Missing) is not { } found)
                    return false;
                read.Prepend(found.Data, found.Previous);
            }

            return true;
        }
        finally
        {
            Database.Execute("COMMIT");
        }
    }

    public void Dispose()
    {
        row.Dispose();
        Database.Dispose();
    }

    private (long Previous, byte[] Data)? Find(long position, int grain, LogEntryKind kind, long version)
    {
        row.Bind(1, position).Bind(2, grain).Bind(3, (int)kind).Bind(4, version);
        try
        {
            return row.Step() ? (row.Number(0), row.Blob(1)) : null;
        }
        finally
        {
            row.Reset();
        }
    }
}
