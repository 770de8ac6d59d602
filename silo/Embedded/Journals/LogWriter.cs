using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>The one connection that writes: a group and a part of a checkpoint in one transaction. Used by one thread at a time.</summary>
internal sealed class LogWriter : IDisposable
{
    /// <summary>Pages in the write-ahead log (4 MiB) after which they are moved into the database file.</summary>
    private const int WalPages = 1000;

    private readonly SqliteDatabase database;
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement insertGrain;
    private readonly SqliteStatement insertRow;
    private int walPages;

    public LogWriter(SqliteDatabase database)
    {
        this.database = database;
        begin = database.Prepare("BEGIN IMMEDIATE");
        commit = database.Prepare("COMMIT");
        insertGrain = database.Prepare("INSERT INTO grain(id, name) VALUES (?, ?)");
        insertRow = database.Prepare("INSERT INTO log(pos, grain, kind, version, prev, wake, data) VALUES (?, ?, ?, ?, ?, ?, ?)");
    }

    /// <summary>Returns when it is on disk.</summary>
    public void Commit(LogGroup group, LogCheckpoint checkpoint)
    {
        begin.Run();
        foreach (var entry in group.Entries)
            Insert(entry);
        foreach (var work in group.Work)
            work.Run(database);
        checkpoint.WritePart(database);
        commit.Run();
    }

    /// <summary>Keeps the write-ahead log short; called between commits, after those who waited have been told.</summary>
    public void BoundWal()
    {
        walPages += database.TakePagesWritten();
        if (walPages < WalPages)
            return;
        database.CheckpointWal();
        walPages = 0;
    }

    public void Dispose()
    {
        insertRow.Dispose();
        insertGrain.Dispose();
        commit.Dispose();
        begin.Dispose();
        database.Dispose();
    }

    private void Insert(in LogEntry entry)
    {
        var isRow = entry.Kind == LogEntryKind.Row;
        if (isRow && entry.Version == 1)
            insertGrain.Bind(1, entry.Head.Id).Bind(2, entry.Head.Name).Run();

        insertRow.Bind(1, entry.Position).Bind(2, entry.Head.Id).Bind(3, (int)entry.Kind).Bind(4, entry.Version).Bind(5, entry.Previous);
        if (entry.Wake == LogHead.NoWake)
            insertRow.BindNull(6);
        else
            insertRow.Bind(6, entry.Wake);
        insertRow.Bind(7, entry.Data.Span).Run();
    }
}
