using MatchGrid.Journals;

namespace MatchGrid.Silo.Journals;

/// <summary>
/// A journal without a disk, for tests and simulations: <see cref="SqliteLog"/>'s promises, and a crash that can be asked for.
/// </summary>
/// <param name="manual">
/// False (default): every append survives <see cref="Crash"/> at once. True: what was appended since the last <see cref="Flush"/> does not,
/// and may not be told to the outside.
/// </param>
public sealed class InMemoryJournal(bool manual = false) : IManualJournal
{
    private readonly Lock gate = new();
    private readonly List<LogEntry> flushed = [];
    private LogHeads heads = new();
    private bool failed;
    private LogGroup gathering = new(after: 0, inline: true);

    /// <inheritdoc/>
    public string Epoch { get; init; } = "memory";

    /// <inheritdoc/>
    /// <remarks>Durable or not yet.</remarks>
    public Action<string, ReadOnlyMemory<byte>>? Appended { get; set; }

    /// <inheritdoc/>
    public Func<DateTimeOffset?, DateTimeOffset?>? Waking { get; set; }

    /// <inheritdoc/>
    public DateTimeOffset? LastClock { get; set; }

    /// <summary>Of so many rows that are not durable, how many outlive a crash: the first ones. Default: none.</summary>
    public Func<int, int>? Surviving { get; set; }

    /// <inheritdoc/>
    /// <remarks>In the order of first appends.</remarks>
    public IReadOnlyList<string> Grains
    {
        get
        {
            lock (gate)
                return [.. heads.All.Select(head => head.Name)];
        }
    }

    /// <inheritdoc/>
    public DateTimeOffset? Next
    {
        get
        {
            lock (gate)
                return heads.NextWake;
        }
    }

    /// <inheritdoc/>
    public AppendReceipt Append(string grain, long expectedVersion, ReadOnlyMemory<byte> row, DateTimeOffset? nextWake)
    {
        AppendReceipt receipt;
        if (Waking is not null)
            nextWake = Waking(nextWake);
        lock (gate)
        {
            if (failed)
                throw Failed();
            var entry = heads.Append(grain, expectedVersion, row, nextWake);
            gathering.Add(entry);
            receipt = new AppendReceipt(entry.Version, entry.Position, gathering.Durable);
        }

        Appended?.Invoke(grain, row);
        if (!manual)
            Flush();
        return receipt;
    }

    /// <inheritdoc/>
    public void Snapshot(string grain, long version, ReadOnlyMemory<byte> state)
    {
        lock (gate)
            gathering.Add(heads.Snapshot(grain, version, state));
        if (!manual)
            Flush();
    }

    /// <inheritdoc/>
    public ValueTask<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            if (heads.Find(grain) is not { } head)
                return new(JournalHistory.Empty);
            var read = new LogRead(head);
            if (read.SnapshotPosition > 0)
                read.Snapshot = At(read.SnapshotPosition).Data;
            while (read.Missing > 0)
            {
                var entry = At(read.Next);
                read.Prepend(entry.Data, entry.Previous);
            }

            return new(read.ToHistory());
        }
    }

    /// <inheritdoc/>
    public ValueTask ToGrainsAsync(AppendReceipt receipt) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ToOutsideAsync()
    {
        lock (gate)
            return failed ? ValueTask.FromException(Failed()) : gathering.IsEmpty ? ValueTask.CompletedTask : new ValueTask(gathering.Durable);
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

    /// <inheritdoc/>
    public bool Flush()
    {
        LogGroup group;
        lock (gate)
        {
            group = gathering;
            if (group.IsEmpty || failed)
                return false;
            flushed.AddRange(group.Entries);
            gathering = new LogGroup(heads.Tail, inline: true);
        }

        group.Complete();
        return true;
    }

    /// <summary>Fails as a full disk does: what is pending is told so, and nothing more is taken in until <see cref="Crash"/>.</summary>
    public void Fail()
    {
        failed = true;
        gathering.Fail(Failed());
    }

    /// <inheritdoc/>
    public void Crash()
    {
        LogGroup lost;
        lock (gate)
        {
            lost = gathering;
            failed = false;
            flushed.AddRange(lost.Entries.Take(Surviving?.Invoke(lost.Entries.Count) ?? 0));
            heads = new LogHeads();
            for (var i = 0; i < flushed.Count; i++)
            {
                var entry = flushed[i];
                var head = heads.Find(entry.Head.Name) ?? heads.Add(entry.Head.Name);
                heads.Restore(head.Id, entry.Position, entry.Kind, entry.Version, entry.Wake);
                flushed[i] = entry with { Head = head };
            }

            heads.Restored(flushed.Count);
            gathering = new LogGroup(heads.Tail, inline: true);
        }

        lost.Fail(new JournalFailedException("The process crashed"));
    }

    private static JournalFailedException Failed() => new("The disk failed");

    private LogEntry At(long position) => gathering.Holds(position) ? gathering[position] : flushed[(int)position - 1];
}
