using MatchGrid.Journals;

namespace MatchGrid.Silo.Journals;

/// <summary>
/// A journal without a disk, for tests and simulations: <see cref="SqliteLog"/>'s promises, and a crash that can be asked for.
/// </summary>
/// <param name="manual">
/// False (default): every append survives <see cref="Crash"/> at once. True: what was appended since the last <see cref="Flush"/> does not,
/// and may not be told to the outside.
/// </param>
public sealed class InMemoryJournal(bool manual = false) : IJournalStore, ITelling, IWakeIndex
{
    private readonly Lock gate = new();
    private readonly List<LogEntry> flushed = [];
    private LogHeads heads = new();
    private LogGroup gathering = new(after: 0, inline: true);

    /// <summary>Sees every append, durable or not yet: a simulator holds each against what must be true.</summary>
    public Action<string, ReadOnlyMemory<byte>>? Appended { get; set; }

    /// <summary>Changes the wake that goes with an append: for a simulator that forgets some on purpose.</summary>
    public Func<DateTimeOffset?, DateTimeOffset?>? Waking { get; set; }

    /// <summary>Every grain that has a row, in the order of first appends.</summary>
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
            return gathering.IsEmpty ? ValueTask.CompletedTask : new ValueTask(gathering.Durable);
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

    /// <summary>Makes what is pending survive, completes its waiters inside the call, and says whether there was anything.</summary>
    public bool Flush()
    {
        LogGroup group;
        lock (gate)
        {
            group = gathering;
            if (group.IsEmpty)
                return false;
            flushed.AddRange(group.Entries);
            gathering = new LogGroup(heads.Tail, inline: true);
        }

        group.Complete();
        return true;
    }

    /// <summary>Forgets what was not flushed; who waits for it gets a <see cref="JournalFailedException"/>. The rest stands, as after a restart.</summary>
    public void Crash()
    {
        LogGroup lost;
        lock (gate)
        {
            lost = gathering;
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

    private LogEntry At(long position) => gathering.Holds(position) ? gathering[position] : flushed[(int)position - 1];
}
