using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>The tables of a data folder, by format number (<c>PRAGMA user_version</c>).</summary>
internal static class LogSchema
{
    public const int Format = 1;

    private const string Tables = """
        BEGIN IMMEDIATE;
        CREATE TABLE grain(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
        CREATE TABLE log(pos INTEGER PRIMARY KEY, grain INTEGER NOT NULL, kind INTEGER NOT NULL, version INTEGER NOT NULL,
            prev INTEGER NOT NULL, wake INTEGER, data BLOB NOT NULL);
        CREATE TABLE checkpoint(id INTEGER PRIMARY KEY, since INTEGER NOT NULL, position INTEGER NOT NULL, part INTEGER NOT NULL,
            last INTEGER NOT NULL, heads BLOB NOT NULL);
        CREATE TABLE document(name TEXT PRIMARY KEY, etag INTEGER NOT NULL, data BLOB);
        PRAGMA user_version = 1;
        COMMIT;
        """;

    /// <summary>Makes the connection the writer of its file, and creates the tables in an empty one.</summary>
    /// <exception cref="DataFolderException">A newer version wrote the file.</exception>
    public static void Prepare(SqliteDatabase database, DataFolder folder, bool syncToDisk)
    {
        var format = database.Number("PRAGMA user_version");
        if (format > Format)
        {
            throw new DataFolderException(
                $"The data folder {folder.Path} has format {format}; this version reads up to {Format}. Start the newer version again.");
        }

        // The writer moves the write-ahead log into the file itself, between commits (LogWriter).
        database.Execute($"""
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = {(syncToDisk ? "FULL" : "OFF")};
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA journal_size_limit = {64 << 20};
            """);
        if (format == 0)
            database.Execute(Tables);
    }
}
