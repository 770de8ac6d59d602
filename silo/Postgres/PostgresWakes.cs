using MatchGrid.Journals;

namespace MatchGrid.Silo.Postgres;

/// <summary>
/// The wakes that this process knows of: those of its own appends, and those of its share, read from the database. What was poked once, or was read,
/// is looked up again before it is due again: its grain may have gone on in another process.
/// </summary>
/// <param name="commands">What it asks the database.</param>
/// <param name="settled">Completes when nothing that this process appended of a grain is on its way any more.</param>
/// <remarks>Safe for use from any thread. A grain may be due in two processes; a poke too many does nothing.</remarks>
internal sealed class PostgresWakes(JournalCommands commands, Func<string, CancellationToken, ValueTask> settled) : IWakeIndex
{
    private const int MostLookUps = 5_000;

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly SortedSet<Entry> byDue = new(Entry.ByDue);
    private readonly HashSet<string> doubtful = new(StringComparer.Ordinal);

    /// <remarks>Nobody knows: other processes may have gone on meanwhile.</remarks>
    public DateTimeOffset? LastClock => null;

    public DateTimeOffset? Next
    {
        get
        {
            lock (gate)
                return byDue.Min?.Due;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A grain that must be looked up first is due once <see cref="LookUpAsync"/> has found its wake unchanged.</remarks>
    public IReadOnlyList<string> Due(DateTimeOffset now, int most)
    {
        var due = new List<string>();
        lock (gate)
        {
            foreach (var entry in byDue)
            {
                if (entry.Due > now || due.Count == most)
                    break;
                if (entry.IsDoubtful)
                    doubtful.Add(entry.Grain);
                else
                    due.Add(entry.Grain);
            }
        }

        return due;
    }

    public void Snooze(string grain, DateTimeOffset until)
    {
        lock (gate)
        {
            if (entries.TryGetValue(grain, out var entry))
                Put(entry with { Due = entry.Wake > until ? entry.Wake : until, IsDoubtful = true });
        }
    }

    /// <summary>A grain of this process appended.</summary>
    public void Appended(string grain, DateTimeOffset? wake)
    {
        lock (gate)
        {
            if (WakeInstant.Rounded(wake) is { } at)
                Put(new(grain, at, at, IsDoubtful: false));
            else
                Remove(grain);
        }
    }

    /// <summary>What this process said last of a grain is not stored.</summary>
    public void Doubt(string grain)
    {
        lock (gate)
        {
            Put(entries.TryGetValue(grain, out var entry)
                ? entry with { Due = DateTimeOffset.MinValue, IsDoubtful = true }
                : new(grain, DateTimeOffset.MinValue, DateTimeOffset.MinValue, IsDoubtful: true));
        }
    }

    /// <summary>Takes in what is stored of a share; what was put off and is not this process's own is due as it is stored.</summary>
    public async Task ReadAsync(WakeShare share, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var stored = await commands.WakesOfAsync(share, until, cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            foreach (var (grain, wake) in stored)
            {
                if (!entries.TryGetValue(grain, out var entry) || entry.IsDoubtful)
                    Put(new(grain, wake, wake, IsDoubtful: false));
            }
        }
    }

    /// <summary>Looks up the wakes of those that are due and doubtful.</summary>
    public async Task LookUpAsync(CancellationToken cancellationToken)
    {
        Entry[] asked;
        lock (gate)
        {
            asked = [.. doubtful.Take(MostLookUps).Where(entries.ContainsKey).Select(grain => entries[grain])];
            foreach (var entry in asked)
                doubtful.Remove(entry.Grain);
            if (asked.Length == 0)
            {
                doubtful.Clear();
                return;
            }
        }

        foreach (var entry in asked)
            await settled(entry.Grain, cancellationToken).ConfigureAwait(false);
        var stored = await commands.WakesOfAsync([.. asked.Select(entry => entry.Grain)], cancellationToken).ConfigureAwait(false);
        lock (gate)
        {
            foreach (var entry in asked)
            {
                if (!entries.TryGetValue(entry.Grain, out var now) || !ReferenceEquals(now, entry))
                    continue; // appended meanwhile
                if (!stored.TryGetValue(entry.Grain, out var wake))
                    Remove(entry.Grain);
                else
                    Put(new(entry.Grain, wake, wake == entry.Wake ? entry.Due : wake, IsDoubtful: false));
            }
        }
    }

    private void Put(Entry entry)
    {
        Remove(entry.Grain);
        entries.Add(entry.Grain, entry);
        byDue.Add(entry);
    }

    private void Remove(string grain)
    {
        if (entries.Remove(grain, out var known))
            byDue.Remove(known);
    }

    private sealed record Entry(string Grain, DateTimeOffset Wake, DateTimeOffset Due, bool IsDoubtful)
    {
        public static IComparer<Entry> ByDue { get; } = Comparer<Entry>.Create(
            static (a, b) => a.Due.CompareTo(b.Due) is var order and not 0 ? order : string.CompareOrdinal(a.Grain, b.Grain));
    }
}
