using MatchGrid.Journals;
using Npgsql;

namespace MatchGrid.Silo.Postgres;

/// <summary>
/// Writes the rows of its share of the grains, all that wait in one commit. A grain whose row another activation forestalled loses its place: what
/// it appended since is refused too, until it is read again.
/// </summary>
internal sealed class JournalWriter
{
    private const int MostRows = 2_000;
    private const int MostBytes = 8 << 20;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly JournalCommands commands;
    private readonly PostgresOptions options;
    private readonly TimeProvider time;
    private readonly Action<string> lost;
    private readonly SemaphoreSlim work = new(0);
    private readonly Dictionary<string, PendingGrain> pending = [];
    private readonly Dictionary<string, (long Version, ReadOnlyMemory<byte> State)> snapshots = [];
    private readonly HashSet<string> displaced = [];
    private readonly Task running;
    private List<PendingRow> queue = [];
    private TaskCompletionSource? answering;
    private bool closed;

    /// <param name="commands">What it says to the database.</param>
    /// <param name="options">The configured ones.</param>
    /// <param name="time">The clock.</param>
    /// <param name="lost">Told of a grain whose last rows are not stored, or not known to be.</param>
    public JournalWriter(JournalCommands commands, PostgresOptions options, TimeProvider time, Action<string> lost)
    {
        (this.commands, this.options, this.time, this.lost) = (commands, options, time, lost);
        running = RunAsync();
    }

    /// <summary>Completes while the database answers; otherwise when it does again.</summary>
    public Task Answering
    {
        get
        {
            lock (gate)
                return answering?.Task ?? Task.CompletedTask;
        }
    }

    public AppendReceipt Append(string grain, long expectedVersion, ReadOnlyMemory<byte> data, DateTimeOffset? wake)
    {
        PendingRow row;
        lock (gate)
        {
            if (closed)
                throw new JournalFailedException("The journal is closed");
            if (displaced.Contains(grain))
                throw new JournalFailedException($"{grain} lost its place in the journal and must be read again");
            if (queue.Count >= options.MostWaitingRows)
                throw new JournalFailedException($"{queue.Count} rows wait for the database already");
            pending.TryGetValue(grain, out var known);
            if (expectedVersion < 0 || (known?.Version is { } version && version != expectedVersion))
                throw new JournalConflictException(grain, expectedVersion, known?.Version ?? 0);
            row = new(grain, expectedVersion + 1, data, wake);
            known ??= pending[grain] = new();
            known.Version = row.Version;
            known.Count++;
            queue.Add(row);
        }

        work.Release();
        return new(row.Version, 0, row.Durable);
    }

    public void Snapshot(string grain, long version, ReadOnlyMemory<byte> state)
    {
        lock (gate)
        {
            pending.TryGetValue(grain, out var known);
            if (version < 1 || version > known?.Version)
                throw new JournalConflictException(grain, version, known?.Version ?? 0);
            if (closed || displaced.Contains(grain))
                return;
            known ??= pending[grain] = new();
            if (snapshots.TryAdd(grain, (version, state)))
                known.Count++;
            else if (snapshots[grain].Version <= version)
                snapshots[grain] = (version, state);
        }

        work.Release();
    }

    /// <summary>Completes when nothing of a grain is on its way.</summary>
    /// <param name="grain">Kind and key.</param>
    /// <param name="isRead">Whether it is about to be read, and may append again where it lost its place before.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask SettleAsync(string grain, bool isRead, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task settled;
            lock (gate)
            {
                if (!pending.TryGetValue(grain, out var known))
                {
                    if (isRead)
                        displaced.Remove(grain);
                    return;
                }

                settled = known.Settled;
            }

            await settled.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes nothing more, and completes when all that was taken is stored.</summary>
    public async Task CloseAsync()
    {
        lock (gate)
            closed = true;
        work.Release();
        await running;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            await work.WaitAsync().ConfigureAwait(false);
            while (work.Wait(0))
            {
                // one look for all that came meanwhile
            }

            while (Take() is { } batch)
            {
                await StoreAsync(batch.Rows).ConfigureAwait(false);
                await StoreAsync(batch.Snapshots).ConfigureAwait(false);
            }

            lock (gate)
            {
                if (closed && queue.Count == 0 && snapshots.Count == 0)
                    return;
            }
        }
    }

    private (List<PendingRow> Rows, Dictionary<string, (long Version, ReadOnlyMemory<byte> State)> Snapshots)? Take()
    {
        lock (gate)
        {
            if (queue.Count == 0 && snapshots.Count == 0)
                return null;
            var (count, bytes) = (0, 0L);
            while (count < queue.Count && count < MostRows && bytes < MostBytes)
                bytes += queue[count++].Data.Length;
            var rows = queue;
            queue = rows.Count == count ? [] : rows[count..];
            if (rows.Count > count)
                rows.RemoveRange(count, rows.Count - count);
            // A snapshot follows the rows it rests on.
            var ready = queue.Count == 0 ? new Dictionary<string, (long, ReadOnlyMemory<byte>)>(snapshots) : [];
            if (queue.Count == 0)
                snapshots.Clear();
            return (rows, ready);
        }
    }

    private async Task StoreAsync(List<PendingRow> rows)
    {
        if (rows.Count == 0)
            return;
        try
        {
            var won = await TryAsync(isAgain => commands.AppendAsync(rows, isAgain)).ConfigureAwait(false);
            Settle(rows, won, cause: null);
        }
        catch (Exception failure) when (JournalCommands.IsFailure(failure))
        {
            Settle(rows, won: [], new JournalFailedException("The database did not answer; whether the row is stored is unknown", failure));
        }
    }

    private async Task StoreAsync(Dictionary<string, (long Version, ReadOnlyMemory<byte> State)> taken)
    {
        if (taken.Count == 0)
            return;
        Dictionary<string, (long Version, ReadOnlyMemory<byte> State)> standing;
        lock (gate)
            standing = taken.Where(one => !displaced.Contains(one.Key)).ToDictionary();
        try
        {
            if (standing.Count > 0)
                await TryAsync(_ => commands.SnapshotAsync(standing)).ConfigureAwait(false);
        }
        catch (Exception failure) when (JournalCommands.IsFailure(failure))
        {
            // the rows are there: the next snapshot folds them
        }

        lock (gate)
        {
            foreach (var grain in taken.Keys)
                Settled(grain, 1);
        }
    }

    private async Task<T> TryAsync<T>(Func<bool, Task<T>> command)
    {
        var began = time.GetTimestamp();
        for (var wait = FirstRetry; ; wait = wait * 2 < LongestRetry ? wait * 2 : LongestRetry)
        {
            try
            {
                var result = await command(wait > FirstRetry).ConfigureAwait(false);
                Answers(true);
                return result;
            }
            catch (Exception failure) when (JournalCommands.IsFailure(failure) && time.GetElapsedTime(began) < options.GiveUpAfter)
            {
                Answers(false);
                await Task.Delay(wait, time).ConfigureAwait(false);
            }
        }
    }

    private void Answers(bool isAnswering)
    {
        lock (gate)
        {
            if (!isAnswering)
            {
                answering ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                return;
            }

            answering?.TrySetResult();
            answering = null;
        }
    }

    private void Settle(List<PendingRow> rows, HashSet<string> won, JournalFailedException? cause)
    {
        var failed = new List<PendingRow>();
        lock (gate)
        {
            foreach (var row in rows)
            {
                if (won.Contains(row.Grain))
                    Settled(row.Grain, 1);
                else
                    failed.Add(row);
            }

            if (failed.Count > 0)
                Displace(failed);
        }

        foreach (var row in rows)
        {
            if (won.Contains(row.Grain))
                row.Complete();
        }

        foreach (var row in failed)
            row.Fail(cause ?? new JournalFailedException($"{row.Grain} lost its place in the journal: another activation wrote version {row.Version}"));
        foreach (var grain in failed.Select(row => row.Grain).Distinct())
            lost(grain);
    }

    // What these grains appended since rests on what is not stored.
    private void Displace(List<PendingRow> failed)
    {
        displaced.UnionWith(failed.Select(row => row.Grain));
        failed.AddRange(queue.Where(row => displaced.Contains(row.Grain)));
        queue.RemoveAll(row => displaced.Contains(row.Grain));
        foreach (var row in failed)
            Settled(row.Grain, 1);
        foreach (var grain in failed.Select(row => row.Grain).Distinct())
        {
            if (snapshots.Remove(grain))
                Settled(grain, 1);
        }
    }

    private void Settled(string grain, int count)
    {
        if (!pending.TryGetValue(grain, out var known))
            return;
        known.Count -= count;
        if (known.Count > 0)
            return;
        pending.Remove(grain);
        known.Settle();
    }
}
