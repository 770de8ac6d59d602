using MatchGrid.Journals;
using MatchGrid.Messages;

namespace MatchGrid.Replay.Checking;

/// <summary>The letters that a request ever wrote to one receiver, gathered while its journal is folded.</summary>
internal sealed class LetterTrail
{
    private readonly List<(long Number, Told Told)> letters = [];

    public void Add(long number, Told told) => letters.Add((number, told));

    /// <summary>Compares what was written with what the receiver keeps: each once, in order, without a gap up to the newest.</summary>
    /// <param name="waiting">Letters that the sender still keeps for it.</param>
    /// <param name="complete">Whether this trail begins with the first letter.</param>
    /// <param name="trimmed">Whether the receiver no longer keeps its oldest entries.</param>
    /// <returns>What is wrong, or null.</returns>
    public string? Compare(Kept? kept, IReadOnlyList<Letter> waiting, bool complete, bool trimmed)
    {
        var mark = kept?.Mark ?? 0;
        // Acknowledged, or taken although the acknowledgement is not stored yet.
        var acknowledged = waiting.Count == 0 ? long.MaxValue : waiting[0].Number - 1;
        var delivered = letters.Where(letter => letter.Number <= acknowledged || letter.Number <= mark).Select(letter => letter.Told).ToList();
        var entries = kept?.Entries ?? [];
        var common = Math.Min(delivered.Count, entries.Count);
        for (var back = 1; back <= common; back++)
        {
            if (delivered[^back] != entries[^back])
                return $"entry {entries.Count - back + 1} is {entries[^back]}, written was {delivered[^back]}";
        }

        if (entries.Count > delivered.Count && complete)
            return $"{entries.Count} entries, but {delivered.Count} were written";
        return delivered.Count > entries.Count && !trimmed ? $"{delivered.Count} were written and taken, {entries.Count} are there" : null;
    }
}
