using System.Collections;
using System.Runtime.InteropServices;

namespace MatchGrid.Markets;

/// <summary>
/// Members of an order book, best rank first. They stand in runs of up to 128 with their ranks beside them, so that a look-up among a
/// million touches a few places in memory, and taking the first or adding behind an urgency class touches two.
/// </summary>
internal sealed class RankedEntries : IEnumerable<BookEntry>
{
    private const int MostInRun = 128;

    private readonly List<Run> runs = new(1);

    public BookEntry? First => runs.Count == 0 ? null : runs[0].Slots[0].Entry;

    public void Add(BookEntry entry)
    {
        var slot = new Slot(entry);
        if (runs.Count == 0)
            runs.Add(new());
        var at = RunOf(slot);
        var run = runs[at];
        var index = run.IndexOf(slot);
        if (index == MostInRun && at + 1 < runs.Count && runs[at + 1].Count < MostInRun)
        {
            (run, index) = (runs[at + 1], 0);
        }
        else if (run.Count == MostInRun)
        {
            var rest = run.Split(index);
            runs.Insert(at + 1, rest);
            if (index > run.Count || run.Count == MostInRun)
                (run, index) = (rest, index - run.Count);
        }

        run.Insert(index, slot);
    }

    public void Remove(BookEntry entry)
    {
        var slot = new Slot(entry);
        var at = RunOf(slot);
        var run = runs[at];
        run.RemoveAt(run.IndexOf(slot));
        if (run.Count == 0)
            runs.RemoveAt(at);
    }

    /// <summary>How many have a better rank than an entry, which need not be in here.</summary>
    public int CountBefore(BookEntry entry)
    {
        if (runs.Count == 0)
            return 0;
        var slot = new Slot(entry);
        var at = RunOf(slot);
        var before = runs[at].IndexOf(slot);
        for (var i = 0; i < at; i++)
            before += runs[i].Count;
        return before;
    }

    public IEnumerator<BookEntry> GetEnumerator()
    {
        foreach (var run in runs)
        {
            for (var i = 0; i < run.Count; i++)
                yield return run.Slots[i].Entry;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The last run that does not begin behind the slot.
    private int RunOf(in Slot slot)
    {
        var (low, high) = (0, runs.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (runs[middle].Slots[0].Against(slot) <= 0)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>An entry with what of its rank decides all but ties.</summary>
    private readonly struct Slot(BookEntry entry)
    {
        private readonly long classes = -(((long)entry.Rank.Tier << 32) + entry.Rank.Class);
        private readonly long neededBy = entry.Rank.NeededBy.UtcTicks;
        private readonly long since = entry.Rank.Since.UtcTicks;

        public BookEntry Entry { get; } = entry;

        public int Against(in Slot other)
        {
            var order = classes.CompareTo(other.classes);
            if (order == 0)
                order = neededBy.CompareTo(other.neededBy);
            if (order == 0)
                order = since.CompareTo(other.since);
            return order != 0 || ReferenceEquals(Entry, other.Entry) ? order : Entry.Rank.Request.CompareTo(other.Entry.Rank.Request);
        }
    }

    /// <summary>Slots in order. What was taken from the front leaves a gap, so that taking the first moves nobody.</summary>
    private sealed class Run
    {
        private Slot[] slots = new Slot[2];
        private int start;

        public int Count { get; private set; }

        public ReadOnlySpan<Slot> Slots => MemoryMarshal.CreateReadOnlySpan(ref slots[start], Count);

        /// <summary>Where a slot is, or belongs.</summary>
        public int IndexOf(in Slot slot)
        {
            var all = Slots;
            var (low, high) = (0, all.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (all[middle].Against(slot) < 0)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }

        public void Insert(int index, in Slot slot)
        {
            if (start + Count == slots.Length)
                MakeRoom();
            Array.Copy(slots, start + index, slots, start + index + 1, Count - index);
            slots[start + index] = slot;
            Count++;
        }

        public void RemoveAt(int index)
        {
            Count--;
            if (index == 0)
            {
                slots[start++] = default;
                return;
            }

            Array.Copy(slots, start + index + 1, slots, start + index, Count - index);
            slots[start + Count] = default;
        }

        /// <summary>Leaves a full run's first half, or all of it where the next slot goes to its end; the rest begins another.</summary>
        public Run Split(int next)
        {
            var kept = next == Count ? Count : Count / 2;
            var rest = new Run { slots = new Slot[MostInRun], Count = Count - kept };
            Array.Copy(slots, start + kept, rest.slots, 0, rest.Count);
            Array.Clear(slots, start + kept, rest.Count);
            Count = kept;
            return rest;
        }

        private void MakeRoom()
        {
            var room = start > 0 ? slots : new Slot[Math.Min(2 * slots.Length, MostInRun)];
            Array.Copy(slots, start, room, 0, Count);
            if (start > 0)
                Array.Clear(slots, Count, start);
            (slots, start) = (room, 0);
        }
    }
}
