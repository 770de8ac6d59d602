using MatchGrid.Journals;
using MatchGrid.Silo.Journals;

namespace MatchGrid.Tests.Simulation;

/// <summary>
/// A log per grain, as on a cluster: each becomes durable by itself, an activation writes without knowing of another, the first write of a
/// version counts, and a crash may leave what one grain decided without what it rests on.
/// </summary>
/// <remarks>Writers are told apart by the activation they run on, which is the current task scheduler.</remarks>
internal sealed class GrainLogs(Chance chance, Faults faults) : IManualJournal
{
    private readonly SortedDictionary<string, Log> logs = new(StringComparer.Ordinal);
    private readonly List<Writer> writing = [];

    public string Epoch => "logs";

    public IReadOnlyList<string> Grains => [.. logs.Where(pair => pair.Value.Version > 0).Select(pair => pair.Key)];

    public Action<string, ReadOnlyMemory<byte>>? Appended { get; set; }

    public Func<DateTimeOffset?, DateTimeOffset?>? Waking { get; set; }

    /// <summary>Whether every write counts, whoever wrote the version before: a bug that is planted.</summary>
    public bool TakesAnyVersion { get; init; }

    public DateTimeOffset? LastClock { get; set; }

    public DateTimeOffset? Next => logs.Values.Min(log => log.Poke);

    public AppendReceipt Append(string grain, long expectedVersion, ReadOnlyMemory<byte> row, DateTimeOffset? nextWake)
    {
        var wake = Waking is null ? nextWake : Waking(nextWake);
        var write = new Write(expectedVersion + 1, row, wake, IsSnapshot: false, new());
        Add(grain, write);
        return new(write.Version, 0, write.Durable.Task);
    }

    // Stored after the rows it stands for, or not at all.
    public void Snapshot(string grain, long version, ReadOnlyMemory<byte> state) => Add(grain, new(version, state, null, IsSnapshot: true, new()));

    public ValueTask<JournalHistory> ReadAsync(string grain, CancellationToken cancellationToken = default)
    {
        if (!logs.TryGetValue(grain, out var log) || log.Version == 0)
            return new(JournalHistory.Empty);
        return new(new JournalHistory(log.Version, log.SnapshotVersion, log.Snapshot, [.. log.Rows.Skip((int)log.SnapshotVersion)]));
    }

    public ValueTask ToGrainsAsync(AppendReceipt receipt) => new(receipt.Durable);

    public ValueTask ToOutsideAsync() => ValueTask.CompletedTask;

    public IReadOnlyList<string> Due(DateTimeOffset now, int most) =>
        [.. logs.Where(pair => pair.Value.Poke <= now).OrderBy(pair => pair.Value.Poke).Select(pair => pair.Key).Take(most)];

    public void Snooze(string grain, DateTimeOffset until)
    {
        if (logs[grain] is { Wake: { } wake } log)
            log.Poke = wake > until ? wake : until;
    }

    /// <summary>One activation's oldest write becomes durable, or fails.</summary>
    public void SyncOne()
    {
        if (writing.Count > 0)
            Sync(chance.Of(writing));
    }

    public bool Flush()
    {
        var any = writing.Count > 0;
        while (writing.Count > 0)
            Sync(writing[0]);
        return any;
    }

    // What was under way to the store may still arrive; whoever waits never hears of it.
    public void Crash()
    {
        foreach (var writer in writing.ToList())
        {
            for (var arriving = chance.Below(writer.Pending.Count + 1); arriving > 0 && !writer.HasFailed; arriving--)
                Store(writer, writer.Pending.Dequeue());
            Fail(writer, "The process crashed");
        }

        writing.Clear();
        foreach (var log in logs.Values)
        {
            log.Writers.Clear();
            log.Poke = log.Wake;
        }
    }

    private void Add(string grain, Write write)
    {
        if (!logs.TryGetValue(grain, out var log))
            logs.Add(grain, log = new());
        var writer = log.Writers.Find(one => ReferenceEquals(one.Activation, TaskScheduler.Current));
        if (writer is null)
            log.Writers.Add(writer = new(grain, log, TaskScheduler.Current));
        if (writer.HasFailed)
            throw new JournalFailedException($"{grain}: a write before this one failed");
        if (!write.IsSnapshot && faults.Strikes(FaultKind.WriteRefused))
        {
            Fail(writer, "The store takes nothing");
            throw new JournalFailedException($"{grain}: the store takes nothing");
        }

        if (writer.Pending.Count == 0)
            writing.Add(writer);
        writer.Pending.Enqueue(write);
    }

    private void Sync(Writer writer)
    {
        var write = writer.Pending.Dequeue();
        if (writer.Pending.Count == 0)
            writing.Remove(writer);
        var fails = faults.Strikes(FaultKind.WriteFailed);
        if (!fails || chance.Is(0.5))
            Store(writer, write);
        if (fails && !writer.HasFailed)
        {
            write.Durable.TrySetException(new JournalFailedException($"{writer.Grain}: no answer from the store"));
            Fail(writer, "A write before failed");
        }

        if (!writer.HasFailed)
            write.Durable.TrySetResult();
    }

    private void Store(Writer writer, Write write)
    {
        var log = writer.Log;
        if (write.IsSnapshot)
        {
            if (write.Version <= log.Version && write.Version >= log.SnapshotVersion)
                (log.Snapshot, log.SnapshotVersion) = (write.Data, write.Version);
            return;
        }

        if (write.Version != log.Version + 1 && !TakesAnyVersion)
        {
            write.Durable.TrySetException(new JournalFailedException($"{writer.Grain}: version {write.Version} is another's"));
            Fail(writer, "Another activation writes");
            return;
        }

        log.Rows.Add(write.Data);
        log.Wake = log.Poke = write.Wake;
        Appended?.Invoke(writer.Grain, write.Data);
    }

    private void Fail(Writer writer, string why)
    {
        writer.HasFailed = true;
        writing.Remove(writer);
        while (writer.Pending.TryDequeue(out var write))
            write.Durable.TrySetException(new JournalFailedException($"{writer.Grain}: {why}"));
    }

    private sealed class Log
    {
        public List<ReadOnlyMemory<byte>> Rows { get; } = [];

        public long Version => Rows.Count;

        public ReadOnlyMemory<byte>? Snapshot { get; set; }

        public long SnapshotVersion { get; set; }

        public DateTimeOffset? Wake { get; set; }

        public DateTimeOffset? Poke { get; set; }

        public List<Writer> Writers { get; } = [];
    }

    private sealed class Writer(string grain, Log log, TaskScheduler activation)
    {
        public string Grain => grain;

        public Log Log => log;

        public TaskScheduler Activation => activation;

        public Queue<Write> Pending { get; } = [];

        public bool HasFailed { get; set; }
    }

    /// <param name="Version">Of the row, or of the state that the snapshot holds.</param>
    private sealed record Write(long Version, ReadOnlyMemory<byte> Data, DateTimeOffset? Wake, bool IsSnapshot, TaskCompletionSource Durable);
}
