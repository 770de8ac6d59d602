using System.Numerics;

namespace MatchGrid.Catalogue;

/// <summary>Where a word stands in an entry.</summary>
[Flags]
internal enum EntryFields : byte
{
    None = 0,
    Name = 1,
    Inn = 2,
    Other = 4,
}

/// <summary>An entry and the fields of it that have a word.</summary>
internal readonly record struct WordPlace(int Entry, EntryFields Field);

/// <summary>All words of the catalogue in ordinal order, each with the places where it stands.</summary>
internal sealed class WordTable
{
    private readonly string[] words;
    private readonly uint[] letters;
    private readonly int[] starts;
    private readonly WordPlace[] places;

    public WordTable(IEnumerable<(string Word, WordPlace Place)> found)
    {
        var byWord = new Dictionary<string, List<WordPlace>>();
        foreach (var (word, place) in found)
        {
            if (!byWord.TryGetValue(word, out var list)) byWord.Add(word, list = []);
            if (list.Count == 0 || list[^1] != place) list.Add(place);
        }

        words = [.. byWord.Keys];
        Array.Sort(words, string.CompareOrdinal);
        letters = Array.ConvertAll(words, word => LettersOf(word));
        starts = new int[words.Length + 1];
        for (var i = 0; i < words.Length; i++) starts[i + 1] = starts[i] + byWord[words[i]].Count;
        places = new WordPlace[starts[^1]];
        for (var i = 0; i < words.Length; i++) byWord[words[i]].CopyTo(places, starts[i]);
    }

    public int Count => words.Length;

    /// <summary>The words that begin with a text: from the first number to before the second.</summary>
    public (int From, int Until) Range(string prefix)
    {
        var from = FirstFrom(prefix);
        // U+FFFF is no character: it stands after every word that begins so.
        return (from, FirstFrom(prefix + '\uffff'));
    }

    public bool Is(int index, string word) => words[index].Length == word.Length && words[index] == word;

    public ReadOnlySpan<WordPlace> PlacesOf(int index) => places.AsSpan(starts[index]..starts[index + 1]);

    /// <summary>The words at most so many letters from a word, with how many.</summary>
    public IEnumerable<(int Index, int Distance)> Near(string word, int most)
    {
        var wanted = LettersOf(word);
        for (var i = 0; i < words.Length; i++)
        {
            // Each letter changed makes at most two differences between the sets of letters.
            if (Math.Abs(words[i].Length - word.Length) > most || BitOperations.PopCount(letters[i] ^ wanted) > 2 * most) continue;
            var distance = EditDistance.Between(word, words[i], most);
            if (distance <= most) yield return (i, distance);
        }
    }

    private static uint LettersOf(ReadOnlySpan<char> word)
    {
        var set = 0u;
        foreach (var letter in word) set |= 1u << (letter & 31);
        return set;
    }

    private int FirstFrom(string text)
    {
        var (low, high) = (0, words.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(words[middle], text) < 0) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
