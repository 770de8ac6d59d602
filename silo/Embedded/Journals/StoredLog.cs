using MatchGrid.Journals;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>
/// The log of a data folder or backup that nobody uses, for reading alone: nothing in it changes, and every format from 1 on is read as it is.
/// Used by one thread at a time.
/// </summary>
public sealed class StoredLog : IJournalReader, IDisposable
{
    private readonly DataFolder folder;
    private readonly LogReader reader;
    private readonly LogHeads heads = new();

    private StoredLog(DataFolder folder, LogReader reader)
    {
        this.folder = folder;
        this.reader = reader;
    }

    /// <summary>Format of the database.</summary>
    public int Format { get; private init; }

    /// <summary>Null for a backup: it gets one when it is restored. Null for a folder from before there were epochs, too.</summary>
    public string? Epoch { get; private init; }

    /// <summary>Every grain that ever appended, in the order of first appends.</summary>
    public IReadOnlyList<string> Grains => [.. heads.All.Select(head => head.Name)];

    /// <exception cref="DataFolderException">
    /// There is no grid in the folder, a process uses it, it cannot be read, or a newer version wrote it.
    /// </exception>
    public static StoredLog Open(string path)
    {
        var held = DataFolder.HoldForReading(path);
        LogReader? opened = null;
        try
        {
            var (format, epoch) = Describe(held);
            opened = new LogReader(held.Database);
            var log = new StoredLog(held, opened) { Format = format, Epoch = epoch };
            new LogCheckpoint(log.heads, int.MaxValue).Load(opened.Database);
            return log;
        }
        catch (Exception e)
        {
            opened?.Dispose();
            held.Dispose();
            if (e is SqliteFaultException or ArgumentOutOfRangeException or IndexOutOfRangeException)
                throw new DataFolderException($"The database in {held.Path} cannot be read: {e.Message}", e);
            throw;
        }
    }

    /// <summary>What SQLite finds wrong with the file itself; empty for nothing. Reads all of it.</summary>
    public IReadOnlyList<string> CheckIntegrity() => reader.Database.CheckIntegrity();

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">Rows are missing.</exception>
    public ValueTask<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken = default)
    {
        if (heads.Find(grain) is not { } head)
            return new(JournalHistory.Empty);
        var read = new LogRead(head);
        return reader.Complete(read) ? new(read.ToHistory()) : throw new InvalidDataException($"rows are missing before position {read.Next}");
    }

    public void Dispose()
    {
        reader.Dispose();
        folder.Dispose();
    }

    private static (int Format, string? Epoch) Describe(DataFolder folder)
    {
        using var database = SqliteDatabase.Open(folder.Database, readOnly: true);
        return (LogSchema.FormatOf(database, folder.Path), LogSchema.EpochOf(database));
    }
}
