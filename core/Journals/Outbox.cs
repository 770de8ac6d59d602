using System.Text.Json.Serialization;
using MatchGrid.Messages;

namespace MatchGrid.Journals;

/// <summary>
/// Durable notifications that a grain wrote in the same commit as the decision behind them, kept until their receiver took them.
/// </summary>
/// <remarks>
/// Letters are numbered per sender. A receiver is sent all its letters in order, one delivery at a time, and keeps one number per
/// sender: what is not greater was taken before.
/// </remarks>
public sealed class Outbox
{
    // Sorted: deliveries start in the same order in every run.
    private SortedDictionary<string, List<Letter>>? pending;

    /// <summary>Number of the newest letter.</summary>
    public long Last { get; set; }

    /// <summary>True when every letter was taken.</summary>
    [JsonIgnore]
    public bool IsEmpty => pending is null or { Count: 0 };

    /// <summary>Receivers with letters waiting, in ordinal order.</summary>
    [JsonIgnore]
    public IEnumerable<string> Receivers => pending?.Keys ?? Enumerable.Empty<string>();

    /// <summary>All waiting letters by receiver; for snapshots.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, List<Letter>>? Pending
    {
        get => IsEmpty ? null : pending;
        set => pending = value is null ? null : new(value, StringComparer.Ordinal);
    }

    /// <summary>Adds a letter; <paramref name="closes"/> says that the receiver need not remember this sender for long.</summary>
    public void Add(string receiver, Message message, bool closes = false)
    {
        pending ??= new(StringComparer.Ordinal);
        if (!pending.TryGetValue(receiver, out var letters))
            pending.Add(receiver, letters = new(1));
        letters.Add(new(++Last, message, closes));
    }

    /// <summary>The letters waiting for a receiver, oldest first.</summary>
    public IReadOnlyList<Letter> For(string receiver) =>
        pending is not null && pending.TryGetValue(receiver, out var letters) ? letters : [];

    /// <summary>Forgets the letters to a receiver up to a number. Returns false when there were none.</summary>
    public bool Taken(string receiver, long upTo)
    {
        if (pending is null || !pending.TryGetValue(receiver, out var letters))
            return false;
        var removed = 0;
        while (removed < letters.Count && letters[removed].Number <= upTo)
            removed++;
        letters.RemoveRange(0, removed);
        if (letters.Count == 0)
        {
            pending.Remove(receiver);
            if (pending.Count == 0)
                pending = null;
        }

        return removed > 0;
    }
}
