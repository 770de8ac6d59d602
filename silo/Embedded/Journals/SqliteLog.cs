using MatchGrid.Journals;
using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>
/// The embedded engine's journal: every grain's rows in one SQLite table in append order, committed in groups.
/// </summary>
/// <remarks>
/// <para>An append takes its place in memory and returns; a writer thread commits whatever has gathered while the commit before it
/// was being synced. There is no delay in it: groups are as large as the load makes them.</para>
/// <para>Rows name the grain's row before them, heads are kept in memory: a history is read by following the row numbers, newest
/// first, and the table needs no index. Reading uses connections of its own and completes synchronously.</para>
/// <para>Safe for use from any thread, except that with <see cref="SqliteLogOptions.Manual"/> one thread at a time must use it.</para>
/// </remarks>
public sealed partial class SqliteLog : IJournalStore, ITelling, IWakeIndex, IAsyncDisposable
{
    private readonly object gate = new();
    private readonly SqliteLogOptions options;
    private readonly TimeProvider time;
    private readonly DataFolder folder;
    private readonly LogHeads heads = new();
    private readonly LogCheckpoint checkpoint;
    private readonly LogTrim trim = new();
    private readonly LogWriter writer;
    private readonly LogReaders readers;
    private readonly LogMetrics metrics;
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LogGroup gathering;
    private LogGroup? committing;
    private long synced;
    private bool closing;
    private JournalFailedException? failure;

    private SqliteLog(SqliteLogOptions options, TimeProvider time, DataFolder folder, SqliteDatabase database)
    {
        this.options = options;
        this.time = time;
        this.folder = folder;
        Epoch = LogSchema.EpochOf(database)!;
        checkpoint = new LogCheckpoint(heads, options.CheckpointEveryRows);
        checkpoint.Load(database);
        writer = new LogWriter(database);
        readers = new LogReaders(folder.Database);
        metrics = new LogMetrics(folder.Database, () => Statistics.Tail - Statistics.Synced);
        synced = heads.Tail;
        gathering = new LogGroup(synced, options.Manual);
        if (options.Manual)
            stopped.SetResult();
        else
            new Thread(Write) { IsBackground = true, Name = "MatchGrid log writer" }.Start();
    }

    /// <inheritdoc/>
    /// <remarks>When the file was written last: by the system's clock, and so known to whoever runs on that one alone.</remarks>
    public DateTimeOffset? LastClock { get; private init; }

    /// <inheritdoc/>
    public string Epoch { get; }

    /// <inheritdoc/>
    public DateTimeOffset? Next
    {
        get
        {
            lock (gate)
                return heads.NextWake;
        }
    }

    /// <summary>Every grain that ever appended, as of now, in the order of first appends.</summary>
    public IReadOnlyList<string> Grains
    {
        get
        {
            lock (gate)
                return [.. heads.All.Select(head => head.Name)];
        }
    }

    /// <summary>What was done since the log was opened.</summary>
    public LogStatistics Statistics
    {
        get
        {
            lock (gate)
            {
                return new(metrics.Rows, metrics.Commits, metrics.Bytes, heads.Tail, synced, heads.All.Count,
                    metrics.CommitQuantile(0.5), metrics.CommitQuantile(0.99));
            }
        }
    }

    /// <summary>Opens the log of a data folder, or creates it: reads the last checkpoint of the heads and the rows after it.</summary>
    /// <exception cref="DataFolderException">
    /// Another process holds the folder, it cannot be read or written, a newer version wrote it, or it was made with another of the options that are fixed.
    /// </exception>
    public static SqliteLog Open(SqliteLogOptions options, TimeProvider time)
    {
        var held = DataFolder.Hold(options.Folder);
        SqliteDatabase? database = null;
        try
        {
            var written = time == TimeProvider.System ? LastWritten(held.Database) : null;
            database = SqliteDatabase.Open(held.Database, readOnly: false);
            LogSchema.Prepare(database, held.Path, options.SyncToDisk);
            foreach (var (name, value) in options.Fixed ?? new Dictionary<string, string>())
                LogSchema.Fix(database, held.Path, name, value);
            return new SqliteLog(options, time, held, database) { LastClock = written };
        }
        catch (Exception e)
        {
            database?.Dispose();
            held.Dispose();
            if (e is SqliteFaultException)
                throw new DataFolderException($"The database in {held.Path} cannot be opened: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public AppendReceipt Append(string grain, long expectedVersion, ReadOnlyMemory<byte> row, DateTimeOffset? nextWake)
    {
        lock (gate)
        {
            AwaitRoom();
            var entry = heads.Append(grain, expectedVersion, row, nextWake);
            gathering.Add(entry);
            Monitor.PulseAll(gate);
            return new AppendReceipt(entry.Version, entry.Position, gathering.Durable);
        }
    }

    /// <inheritdoc/>
    public void Snapshot(string grain, long version, ReadOnlyMemory<byte> state)
    {
        lock (gate)
        {
            AwaitRoom();
            gathering.Add(heads.Snapshot(grain, version, state));
            Monitor.PulseAll(gate);
        }
    }

    /// <inheritdoc/>
    public ValueTask<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return BeginRead(grain) is { } read ? new(Read(grain, read)) : new(JournalHistory.Empty);
    }

    /// <inheritdoc/>
    public ValueTask ToGrainsAsync(AppendReceipt receipt) =>
        Volatile.Read(ref failure) is { } failed ? ValueTask.FromException(Again(failed)) : ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ToOutsideAsync()
    {
        lock (gate)
        {
            if (failure is not null)
                return ValueTask.FromException(Again(failure));
            if (!gathering.IsEmpty)
                return new ValueTask(gathering.Durable);
            return committing is null ? ValueTask.CompletedTask : new ValueTask(committing.Durable);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Due(DateTimeOffset now, int most)
    {
        lock (gate)
            return heads.Due(now, most);
    }

    /// <inheritdoc/>
    public void Snooze(string grain, DateTimeOffset until)
    {
        lock (gate)
            heads.Snooze(grain, until);
    }

    /// <summary>
    /// With <see cref="SqliteLogOptions.Manual"/>: commits what is pending, completes its waiters, and says whether there was anything.
    /// </summary>
    /// <exception cref="JournalFailedException">It could not be committed.</exception>
    public bool Flush()
    {
        if (!options.Manual)
            throw new InvalidOperationException("The log's own thread commits; Flush is for manual mode");
        ThrowIfFailed();
        var group = Take();
        var isAny = !group.IsEmpty;
        Commit(group);
        ThrowIfFailed();
        return isAny;
    }

    /// <summary>
    /// Deletes rows that a snapshot made superfluous: looks at the next <paramref name="mostRows"/> rows in append order, from where the
    /// last call ended, and returns how many it deleted once that is durable. Commits wait meanwhile: under 10 ms for 10,000 rows.
    /// </summary>
    public Task<long> TrimAsync(int mostRows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mostRows, 1);
        return RunAsync(database => trim.Run(database, mostRows, rows =>
        {
            lock (gate)
                return heads.Superfluous(rows, committing!.Last);
        }));
    }

    /// <summary>Bytes of the database file that deleted rows have freed and new ones will use; the file itself never shrinks.</summary>
    public Task<long> FreeBytesAsync() => RunAsync(database => database.Number("PRAGMA freelist_count") * database.Number("PRAGMA page_size"));

    /// <summary>Does work in the transaction of the group being gathered; completes when that is durable.</summary>
    internal Task<T> RunAsync<T>(Func<SqliteDatabase, T> run)
    {
        var work = new LogWork<T>(run, options.Manual);
        lock (gate)
        {
            AwaitRoom();
            gathering.Work.Add(work);
            Monitor.PulseAll(gate);
        }

        return work.Done;
    }

    /// <summary>Reads what is committed.</summary>
    internal T Read<T>(Func<SqliteDatabase, T> read)
    {
        ThrowIfFailed();
        var reader = readers.Rent();
        var result = read(reader.Database);
        readers.Return(reader);
        return result;
    }

    /// <summary>Commits what is pending, checkpoints the heads and lets go of the data folder. Later calls fail.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (closing)
                return;
            closing = true;
            Monitor.PulseAll(gate);
        }

        await stopped.Task;
        if (options.Manual)
            WriteRest();
        lock (gate)
            failure ??= new JournalFailedException("The log is closed");
        readers.Dispose();
        writer.Dispose();
        metrics.Dispose();
        folder.Dispose();
    }

    /// <summary>Closes without committing what is pending, as a crash would; those who wait for it are told that it failed.</summary>
    public ValueTask AbandonAsync()
    {
        LogGroup lost;
        lock (gate)
        {
            failure ??= new JournalFailedException("The log was abandoned");
            lost = gathering;
        }

        lost.Fail(Again(failure));
        return DisposeAsync();
    }

    private static DateTimeOffset? LastWritten(string file)
    {
        string[] files = [file, file + "-wal"];
        return files.Where(File.Exists).Max(one => (DateTimeOffset?)File.GetLastWriteTimeUtc(one));
    }

    private static JournalFailedException Again(JournalFailedException failed) => new(failed.Message, failed.InnerException);

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref failure) is { } failed)
            throw Again(failed);
    }

    /// <summary>Called under the lock.</summary>
    private void AwaitRoom()
    {
        while (!options.Manual && failure is null && gathering.Size > options.MostPendingBytes)
            Monitor.Wait(gate);
        if (closing)
            throw new JournalFailedException("The log is closed");
        ThrowIfFailed();
    }

    /// <summary>What is pending of a grain's history; the rest is committed, and is found there.</summary>
    private LogRead? BeginRead(string grain)
    {
        lock (gate)
        {
            ThrowIfFailed();
            if (heads.Find(grain) is not { } head)
                return null;
            var read = new LogRead(head);
            if (read.SnapshotPosition > synced)
                read.Snapshot = Pending(read.SnapshotPosition).Data;
            while (read.Missing > 0 && read.Next > synced)
            {
                var entry = Pending(read.Next);
                read.Prepend(entry.Data, entry.Previous);
            }

            return read;
        }
    }

    private LogEntry Pending(long position) => gathering.Holds(position) ? gathering[position] : committing![position];

    private JournalHistory Read(string grain, LogRead read)
    {
        while (!read.IsComplete)
        {
            var reader = readers.Rent();
            var complete = reader.Complete(read);
            readers.Return(reader);
            if (complete)
                break;

            var again = BeginRead(grain)!;
            if (again.SnapshotPosition == read.SnapshotPosition)
                throw new InvalidDataException($"The log in {folder.Path} lacks rows of {grain} before position {read.Next}");
            read = again;
        }

        return read.ToHistory();
    }
}
