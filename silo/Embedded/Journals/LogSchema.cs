using System.Security.Cryptography;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>The tables of a data folder, by format number (<c>PRAGMA user_version</c>), and how each format becomes the next.</summary>
/// <remarks>A step is never changed once a release had it. Whoever only reads (backup, verify) reads every format from 1 on as it is.</remarks>
internal static class LogSchema
{
    private const int EpochLength = 10;

    /// <summary>Step <c>n</c> makes format <c>n + 1</c> of format <c>n</c>; 0 is an empty file.</summary>
    private static readonly string[] Steps =
    [
        """
        CREATE TABLE grain(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE log(pos INTEGER PRIMARY KEY, grain INTEGER NOT NULL, kind INTEGER NOT NULL, version INTEGER NOT NULL,
            prev INTEGER NOT NULL, wake INTEGER, data BLOB NOT NULL);
        CREATE TABLE checkpoint(id INTEGER PRIMARY KEY, since INTEGER NOT NULL, position INTEGER NOT NULL, part INTEGER NOT NULL,
            last INTEGER NOT NULL, heads BLOB NOT NULL);
        CREATE TABLE document(name TEXT PRIMARY KEY, etag INTEGER NOT NULL, data BLOB);
        """,
        "CREATE TABLE epoch(id TEXT NOT NULL);",
    ];

    /// <summary>The format that this version writes.</summary>
    public static int Format => Steps.Length;

    /// <summary>Makes the connection the writer of its file: brings the tables to this version's format, and names an epoch where there is none.</summary>
    /// <exception cref="DataFolderException">A newer version wrote the file.</exception>
    public static void Prepare(SqliteDatabase database, string folder, bool syncToDisk)
    {
        var format = FormatOf(database, folder);

        // The writer moves the write-ahead log into the file itself, between commits (LogWriter).
        database.Execute($"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {(syncToDisk ? "FULL" : "OFF")};
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = {64 << 20};
            """);
        for (; format < Format; format++)
            database.Execute($"BEGIN IMMEDIATE; {Steps[format]} PRAGMA user_version = {format + 1}; COMMIT;");
        if (EpochOf(database) is not null)
            return;
        using var name = database.Prepare("INSERT INTO epoch(id) VALUES (?)");
        name.Bind(1, RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", EpochLength)).Run();
    }

    /// <summary>Keeps a value that cannot be changed once there is data that rests on it.</summary>
    /// <exception cref="DataFolderException">The folder was made with another.</exception>
    public static void Fix(SqliteDatabase database, string folder, string name, string value)
    {
        using (var find = database.Prepare("SELECT CAST(data AS TEXT) FROM document WHERE name = ?"))
        {
            if (find.Bind(1, $"fixed/{name}").Step())
            {
                var made = find.Text(0);
                if (made != value)
                    throw new DataFolderException($"The data folder {folder} was made with {name} = {made}, which cannot be changed; this start says {value}. Start with {made}.");
                return;
            }
        }

        using var keep = database.Prepare("INSERT INTO document(name, etag, data) VALUES (?, 1, CAST(? AS BLOB))");
        keep.Bind(1, $"fixed/{name}").Bind(2, value).Run();
    }

    /// <summary>The format of a file; 0 for an empty one.</summary>
    /// <exception cref="DataFolderException">A newer version wrote it.</exception>
    public static int FormatOf(SqliteDatabase database, string folder)
    {
        var format = (int)database.Number("PRAGMA user_version");
        return format <= Format ? format : throw new DataFolderException(
            $"The data folder {folder} has format {format}; this version reads up to {Format}. Start the newer version again.", fault: DataFolderFault.Newer);
    }

    /// <summary>The epoch of a file; null for a backup, and for a file from before there were epochs.</summary>
    public static string? EpochOf(SqliteDatabase database)
    {
        if (!HasEpochs(database))
            return null;
        using var epoch = database.Prepare("SELECT id FROM epoch");
        return epoch.Step() ? epoch.Text(0) : null;
    }

    /// <summary>Takes its epoch from a copy: whoever writes to it next gives it a new one.</summary>
    public static void ForgetEpoch(SqliteDatabase database)
    {
        if (HasEpochs(database))
            database.Execute("DELETE FROM epoch");
    }

    private static bool HasEpochs(SqliteDatabase database) => database.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'epoch'") > 0;
}
