using SQLitePCL;

namespace MatchGrid.Silo.Storage;

/// <summary>One SQLite connection, used by one thread at a time. The thinnest layer over the C interface that throws on errors.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int CacheWriteStatus = 9; // SQLITE_DBSTATUS_CACHE_WRITE: pages written since the last reset

    private readonly sqlite3 handle;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(sqlite3 handle) => this.handle = handle;

    /// <summary>Opens a file; creates it unless <paramref name="readOnly"/>. Waits up to a second for a lock that a foreign tool holds.</summary>
    public static SqliteDatabase Open(string path, bool readOnly)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, null);
        var database = new SqliteDatabase(handle);
        try
        {
            database.Check(code);
            database.Execute("PRAGMA busy_timeout = 1000; PRAGMA temp_store = MEMORY;");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql));

    public long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v2(handle, sql, out var statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>
    /// Copies all of it, as this connection sees it, over what stands in another. Within a read transaction that is one state, however
    /// much is committed by others meanwhile, and none of them waits.
    /// </summary>
    /// <param name="pagesAtOnce">After as many it tells how far it is.</param>
    /// <param name="told">Pages copied, and pages in all.</param>
    public void CopyTo(SqliteDatabase target, int pagesAtOnce, Action<int, int> told)
    {
        using var copying = raw.sqlite3_backup_init(target.handle, "main", handle, "main");
        if (copying.IsInvalid)
            throw new SqliteFaultException(raw.sqlite3_errmsg(target.handle).utf8_to_string(), raw.sqlite3_errcode(target.handle));
        int code;
        do
        {
            code = raw.sqlite3_backup_step(copying, pagesAtOnce);
            if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE))
                throw new SqliteFaultException(raw.sqlite3_errstr(code).utf8_to_string(), code);
            var of = raw.sqlite3_backup_pagecount(copying);
            told(of - raw.sqlite3_backup_remaining(copying), of);
        }
        while (code != raw.SQLITE_DONE);
    }

    /// <summary>What SQLite finds wrong with the file itself; empty for nothing.</summary>
    public IReadOnlyList<string> CheckIntegrity()
    {
        var found = new List<string>();
        try
        {
            using var check = Prepare("PRAGMA integrity_check");
            while (check.Step())
                found.Add(check.Text(0));
        }
        catch (SqliteFaultException broken) when (broken.Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            found.Add(broken.Message); // so broken that it cannot say how
        }

        return found is ["ok"] ? [] : found;
    }

    /// <summary>Pages written to the write-ahead log since this was last asked.</summary>
    public int TakePagesWritten()
    {
        Check(raw.sqlite3_db_status(handle, CacheWriteStatus, out var pages, out _, 1));
        return pages;
    }

    /// <summary>Moves what it can from the write-ahead log into the database file, waiting for nobody.</summary>
    public void CheckpointWal() => Check(raw.sqlite3_wal_checkpoint_v2(handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _));

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteFaultException(raw.sqlite3_errmsg(handle).utf8_to_string() ?? raw.sqlite3_errstr(code).utf8_to_string(), code);
    }

    public void Dispose() => handle.Dispose();
}

/// <summary>SQLite refused. The code is SQLite's own.</summary>
internal sealed class SqliteFaultException(string message, int code) : Exception($"{message} (SQLite {code})")
{
    public int Code { get; } = code;
}
