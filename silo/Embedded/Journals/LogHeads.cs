using MatchGrid.Journals;

namespace MatchGrid.Silo.Journals;

/// <summary>
/// The head of every grain, in memory: decides which version and position an append gets. Not thread-safe; its owner's lock guards it.
/// </summary>
internal sealed class LogHeads
{
    private readonly Dictionary<string, LogHead> byName = [];
    private readonly List<LogHead> byId = [];
    private SortedSet<LogHead> wakes = new(ByPoke.Instance);
    private List<LogHead> changed = [];
    private int round = 1;

    /// <summary>All of them, by id. Grows at the end only.</summary>
    public IReadOnlyList<LogHead> All => byId;

    /// <summary>Position of the last row handed out.</summary>
    public long Tail { get; private set; }

    /// <summary>How many changed since they were last taken.</summary>
    public int ChangedCount => changed.Count;

    public DateTimeOffset? NextWake => wakes.Min is { } first ? DateTimeOffset.FromUnixTimeMilliseconds(first.Poke) : null;

    public LogHead? Find(string grain) => byName.GetValueOrDefault(grain);

    /// <summary>Gives the next version of a grain its place.</summary>
    public LogEntry Append(string grain, long expectedVersion, ReadOnlyMemory<byte> data, DateTimeOffset? nextWake)
    {
        var head = Find(grain);
        var actual = head?.Version ?? 0;
        if (actual != expectedVersion)
            throw new JournalConflictException(grain, expectedVersion, actual);

        head ??= Add(grain);
        var entry = new LogEntry(++Tail, head, LogEntryKind.Row, actual + 1, head.Last, ToMilliseconds(nextWake), data);
        head.Version = entry.Version;
        head.Last = entry.Position;
        head.Wake = entry.Wake;
        Poke(head, entry.Wake);
        MarkChanged(head);
        return entry;
    }

    /// <summary>Gives a snapshot its place.</summary>
    public LogEntry Snapshot(string grain, long version, ReadOnlyMemory<byte> data)
    {
        var head = Find(grain);
        if (head is null || version < 1 || version > head.Version || version < head.SnapshotVersion)
            throw new JournalConflictException(grain, version, head?.Version ?? 0);

        var entry = new LogEntry(++Tail, head, LogEntryKind.Snapshot, version, 0, LogHead.NoWake, data);
        head.SnapshotVersion = version;
        head.SnapshotPosition = entry.Position;
        MarkChanged(head);
        return entry;
    }

    /// <summary>The grains due, earliest first, ties by name.</summary>
    public IReadOnlyList<string> Due(DateTimeOffset now, int most)
    {
        var latest = now.ToUnixTimeMilliseconds();
        return wakes.TakeWhile(head => head.Poke <= latest).Take(most).Select(head => head.Name).ToList();
    }

    /// <summary>Puts a grain off that has a wake; never makes it earlier.</summary>
    public void Snooze(string grain, DateTimeOffset until)
    {
        if (Find(grain) is { Wake: not LogHead.NoWake } head)
            Poke(head, Math.Max(head.Wake, ToMilliseconds(until)));
    }

    /// <summary>Of these rows, those that nobody will read again once the log is durable up to <paramref name="tail"/>.</summary>
    public List<long> Superfluous(List<LogRow> rows, long tail)
    {
        var found = new List<long>();
        foreach (var row in rows)
        {
            var head = byId[row.Grain - 1];
            if (head.SnapshotPosition == 0 || head.SnapshotPosition > tail)
                continue; // without a snapshot that stands, every row counts
            var isBehind = row.Kind == LogEntryKind.Row ? row.Version <= head.SnapshotVersion : row.Position != head.SnapshotPosition;
            if (isBehind && row.Position != head.Last) // the last row carries the wake
                found.Add(row.Position);
        }

        return found;
    }

    /// <summary>The heads that changed since this was last called; the caller keeps the list.</summary>
    public List<LogHead> TakeChanged()
    {
        var taken = changed;
        changed = [];
        round++;
        return taken;
    }

    public void EnsureCapacity(int grains)
    {
        byName.EnsureCapacity(grains);
        byId.EnsureCapacity(grains);
    }

    /// <summary>Adds a grain that has no row yet.</summary>
    public LogHead Add(string grain)
    {
        var head = new LogHead(byId.Count + 1, grain);
        byName.Add(grain, head);
        byId.Add(head);
        return head;
    }

    /// <summary>
    /// Takes in what a checkpoint or a row of the log says, at opening: in the order in which they were written, so that the last word counts.
    /// </summary>
    public void Restore(long id, long position, LogEntryKind kind, long version, long wake)
    {
        var head = byId[(int)id - 1];
        if (kind == LogEntryKind.Snapshot)
        {
            head.SnapshotVersion = version;
            head.SnapshotPosition = position;
        }
        else
        {
            head.Version = version;
            head.Last = position;
            head.Wake = wake;
        }

        MarkChanged(head);
    }

    /// <summary>Ends restoring, and indexes the wakes: the next row comes after <paramref name="tail"/>.</summary>
    public void Restored(long tail)
    {
        Tail = tail;
        foreach (var head in byId)
            head.Poke = head.Wake;
        wakes = new(byId.Where(head => head.Poke != LogHead.NoWake), ByPoke.Instance);
    }

    private void Poke(LogHead head, long at)
    {
        if (at == head.Poke)
            return;
        if (head.Poke != LogHead.NoWake)
            wakes.Remove(head);
        head.Poke = at;
        if (at != LogHead.NoWake)
            wakes.Add(head);
    }

    private void MarkChanged(LogHead head)
    {
        if (head.ChangedInRound == round)
            return;
        head.ChangedInRound = round;
        changed.Add(head);
    }

    /// <summary>Rounded up: a grain is never poked before its time.</summary>
    private static long ToMilliseconds(DateTimeOffset? instant)
    {
        if (instant is not { } at)
            return LogHead.NoWake;
        var roundUp = at.Ticks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1;
        return Math.Min(at.ToUnixTimeMilliseconds() + roundUp, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
    }

    private sealed class ByPoke : IComparer<LogHead>
    {
        public static ByPoke Instance { get; } = new();

        public int Compare(LogHead? x, LogHead? y) =>
            x!.Poke != y!.Poke ? x.Poke.CompareTo(y.Poke) : string.CompareOrdinal(x.Name, y.Name);
    }
}
