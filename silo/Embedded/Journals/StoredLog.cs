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
    private readonly StoredKeys keys;
    private readonly LogHeads heads = new();

    private StoredLog(DataFolder folder, LogReader reader, StoredKeys keys) => (this.folder, this.reader, this.keys) = (folder, reader, keys);

    /// <summary>Format of the database.</summary>
    public int Format { get; private init; }

    /// <summary>Null for a backup: it gets one when it is restored. Null for a folder from before there were epochs, too.</summary>
    public string? Epoch { get; private init; }

    /// <summary>Every grain that ever appended, in the order of first appends.</summary>
    public IReadOnlyList<string> Grains => [.. heads.All.Select(head => head.Name)];

    /// <param name="operators">The operator's key, where patients are encrypted.</param>
    /// <param name="keysFrom">The folder that has their keys, which no backup of the log has. Null: the same.</param>
    /// <exception cref="DataFolderException">
    /// There is no grid in the folder, a process uses it, it cannot be read, a newer version wrote it, or the key given is none of its.
    /// </exception>
    public static StoredLog Open(string path, PatientKeyOptions? operators = null, string? keysFrom = null)
    {
        var held = DataFolder.HoldForReading(path);
        LogReader? opened = null;
        StoredKeys? openedKeys = null;
        try
        {
            var (format, epoch) = Describe(held);
            opened = new LogReader(held.Database);
            openedKeys = StoredKeys.Open(Path.GetFullPath(keysFrom ?? path), operators ?? new());
            var log = new StoredLog(held, opened, openedKeys) { Format = format, Epoch = epoch };
            new LogCheckpoint(log.heads, int.MaxValue).Load(opened.Database);
            return log;
        }
        catch (Exception e)
        {
            opened?.Dispose();
            openedKeys?.Dispose();
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
    /// <exception cref="DataFolderException">They are encrypted, and nothing was given that opens them.</exception>
    public ValueTask<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken = default)
    {
        if (heads.Find(grain) is not { } head)
            return new(JournalHistory.Empty);
        var read = new LogRead(head);
        return reader.Complete(read) ? new(keys.Open(read.ToHistory())) : throw new InvalidDataException($"rows are missing before position {read.Next}");
    }

    public void Dispose()
    {
        reader.Dispose();
        keys.Dispose();
        folder.Dispose();
    }

    private static (int Format, string? Epoch) Describe(DataFolder folder)
    {
        using var database = SqliteDatabase.Open(folder.Database, readOnly: true);
        return (LogSchema.FormatOf(database, folder.Path), LogSchema.EpochOf(database));
    }
}
