using System.Text;

namespace MatchGrid.Catalogue;

/// <summary>Cuts text into the words that are indexed and looked up, folded: <c>"Doliprane® 2,4% 100ml"</c> is doliprane 2.4 100 ml.</summary>
/// <remarks>Chinese, Japanese and Korean have no spaces: a run of them gives its pairs of characters.</remarks>
internal static class SearchWords
{
    /// <summary>Longer words are cut.</summary>
    public const int MostCharacters = 40;

    private enum Kind
    {
        Separator,
        Letter,
        Digit,
        Pairs,
    }

    /// <summary>The words in their order.</summary>
    /// <param name="text">As written.</param>
    /// <param name="forIndex">Whether the last character of a run of pairs stands alone too, so that it is found by itself.</param>
    public static List<string> Of(string? text, bool forIndex)
    {
        var words = new List<string>();
        if (string.IsNullOrEmpty(text)) return words;
        var folded = new StringBuilder(text.Length + 8);
        foreach (var letter in text) TextFolding.Append(folded, letter);
        var letters = folded.ToString();

        for (var i = 0; i < letters.Length;)
        {
            var kind = KindAt(letters, i);
            var start = i++;
            while (i < letters.Length && KindAt(letters, i) == kind) i++;
            if (kind == Kind.Pairs)
                AddPairs(words, letters.AsSpan(start, i - start), forIndex);
            else if (kind != Kind.Separator)
                words.Add(letters.Substring(start, Math.Min(i - start, MostCharacters)).Replace(',', '.'));
        }

        return words;
    }

    private static void AddPairs(List<string> words, ReadOnlySpan<char> run, bool forIndex)
    {
        for (var i = 0; i + 1 < run.Length; i++) words.Add(run.Slice(i, 2).ToString());
        if (forIndex || run.Length == 1) words.Add(run[^1..].ToString());
    }

    private static Kind KindAt(string text, int index)
    {
        var letter = text[index];
        if (char.IsAsciiDigit(letter)) return Kind.Digit;
        // 0,9 and 0.9 are one number.
        if (letter is '.' or ',' && IsDigitAt(index - 1) && IsDigitAt(index + 1)) return Kind.Digit;
        // Kana, Chinese characters, Hangul, compatibility characters.
        return letter
            is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uac00' and <= '\ud7af') or (>= '\uf900' and <= '\ufaff')
            ? Kind.Pairs
            : char.IsLetterOrDigit(letter) ? Kind.Letter : Kind.Separator;

        bool IsDigitAt(int at) => at >= 0 && at < text.Length && char.IsAsciiDigit(text[at]);
    }
}
