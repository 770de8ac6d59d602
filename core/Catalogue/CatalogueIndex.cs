using System.Buffers;

namespace MatchGrid.Catalogue;

/// <summary>
/// Searches the catalogue by name in any case and accent, INN, ATC code, or any spelling of a code; immutable, and safe to read from anywhere.
/// </summary>
/// <remarks>
/// Every word of a query must begin a word of the entry. Only when nothing answers so are words taken for misspelt: one letter wrong in
/// five to seven, two in eight or more, never in a number. A look-alike of a medicine is no answer to a name that exists.
/// </remarks>
public sealed class CatalogueIndex
{
    /// <summary>What follows in a longer query is left out.</summary>
    public const int MostQueryCharacters = 200;

    /// <summary>The most hits of one search.</summary>
    public const int MostHits = 200;

    private const int MostQueryWords = 12;

    private readonly CatalogueEntry[] entries;
    private readonly string[] names;
    private readonly WordTable words;
    private readonly Dictionary<string, List<int>> codes;
    private readonly (string Atc, int Entry)[] atcCodes;

    private CatalogueIndex(CatalogueEntry[] entries)
    {
        this.entries = entries;
        var nameWords = Array.ConvertAll(entries, entry => SearchWords.Of(entry.Name, forIndex: true));
        names = Array.ConvertAll(nameWords, JoinedName);
        words = new(entries.SelectMany((entry, i) => nameWords[i].Select(word => (word, new WordPlace(i, EntryFields.Name)))
            .Concat(SearchWords.Of(entry.Inn, forIndex: true).Select(word => (word, new WordPlace(i, EntryFields.Inn))))
            .Concat(new[] { entry.Form, entry.Strength, entry.Maker }.SelectMany(text => SearchWords.Of(text, forIndex: true))
                .Select(word => (word, new WordPlace(i, EntryFields.Other))))));
        codes = [];
        for (var i = 0; i < entries.Length; i++)
        {
            foreach (var key in (HashSet<string>)[CodeKey(entries[i].Sku), CodeKey(entries[i].Sku[(entries[i].Sku.IndexOf(':') + 1)..])])
            {
                if (!codes.TryGetValue(key, out var list)) codes.Add(key, list = []);
                list.Add(i);
            }
        }

        atcCodes = [.. entries.Select((entry, i) => (Atc: entry.Atc?.ToUpperInvariant() ?? "", i)).Where(pair => pair.Atc.Length > 0)];
        Array.Sort(atcCodes, (a, b) => string.CompareOrdinal(a.Atc, b.Atc));
    }

    public static CatalogueIndex Empty { get; } = Build([]);

    /// <summary>Entries in the index.</summary>
    public int Count => entries.Length;

    /// <summary>Makes the index of a catalogue; of entries with the same SKU the last counts.</summary>
    public static CatalogueIndex Build(IEnumerable<CatalogueEntry> entries)
    {
        var bySku = new Dictionary<string, CatalogueEntry>();
        foreach (var entry in entries) bySku[entry.Sku] = entry;
        // In the order in which equal hits are shown: short names first.
        return new([.. bySku.Values
            .OrderBy(entry => entry.Name.Length)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .ThenBy(entry => entry.Sku, StringComparer.Ordinal)]);
    }

    /// <summary>The entries that answer a query, the best first; none for a query without letters or digits.</summary>
    /// <param name="query">What somebody typed or scanned.</param>
    /// <param name="most">1 … 200.</param>
    public IReadOnlyList<CatalogueHit> Search(string query, int most = 20)
    {
        if (most is < 1 or > MostHits) throw new ArgumentOutOfRangeException(nameof(most), most, $"1 … {MostHits}.");
        var code = query.Length <= MostQueryCharacters ? query : query[..MostQueryCharacters];
        var queryWords = SearchWords.Of(code, forIndex: false);
        if (queryWords.Count == 0) return [];
        if (queryWords.Count > MostQueryWords) queryWords.RemoveRange(MostQueryWords, queryWords.Count - MostQueryWords);

        var ranked = new List<long>();
        AddCodes(ranked, code);
        AddAtc(ranked, code);
        AddWords(ranked, queryWords, withTypos: false);
        if (ranked.Count == 0) AddWords(ranked, queryWords, withTypos: true);

        ranked.Sort();
        var seen = new HashSet<int>();
        return [.. ranked.Where(rank => seen.Add((int)rank)).Take(most)
            .Select(rank => new CatalogueHit(entries[(int)rank], (CatalogueMatch)(rank >> 40)))];
    }

    /// <summary>
    /// Orders hits: by match, then by whether the name begins with the query (a typo: is in the name), then by letters missing or wrong, then as
    /// the entries stand.
    /// </summary>
    private static long Rank(CatalogueMatch match, bool begins, int penalty, int entry) =>
        ((long)match << 40) | (begins ? 0 : 1L << 39) | ((long)Math.Min(penalty, 127) << 32) | (uint)entry;

    /// <summary>A code without what people leave out or put in: scheme and digits in one, no dashes, no zeros before.</summary>
    private static string CodeKey(string code)
    {
        var key = string.Concat(code.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return key.AsSpan().ContainsAnyExceptInRange('0', '9') ? key : key.TrimStart('0');
    }

    private static string JoinedName(List<string> words) => string.Join(' ', words);

    private static bool IsAtcPrefix(string text) =>
        text.Length is >= 3 and <= 7 && char.IsAsciiLetter(text[0]) && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2])
        && (text.Length < 4 || char.IsAsciiLetter(text[3])) && (text.Length < 5 || char.IsAsciiLetter(text[4]))
        && (text.Length < 6 || char.IsAsciiDigit(text[5])) && (text.Length < 7 || char.IsAsciiDigit(text[6]));

    private void AddCodes(List<long> ranked, string query)
    {
        var keys = new HashSet<string> { CodeKey(query) };
        if (PackScan.TryReadSku(query, out var sku)) keys.Add(CodeKey(sku));
        if (SkuSyntax.TryNormalise(query, out sku, out _) || SkuSyntax.TryNormalise($"ndc:{query}", out sku, out _)) keys.Add(CodeKey(sku));
        foreach (var key in keys)
        {
            if (key.Length > 0 && codes.TryGetValue(key, out var found))
                ranked.AddRange(found.Select(entry => Rank(CatalogueMatch.Code, begins: true, 0, entry)));
        }
    }

    private void AddAtc(List<long> ranked, string query)
    {
        var prefix = query.Trim().ToUpperInvariant();
        if (!IsAtcPrefix(prefix)) return;
        var at = Array.BinarySearch(atcCodes, (prefix, 0), Comparer<(string Atc, int Entry)>.Create((a, b) =>
            string.CompareOrdinal(a.Atc, b.Atc) is var order and not 0 ? order : 1)); // never equal: ends before the first
        for (var i = ~at; i < atcCodes.Length && atcCodes[i].Atc.StartsWith(prefix, StringComparison.Ordinal); i++)
            ranked.Add(Rank(CatalogueMatch.Atc, begins: true, atcCodes[i].Atc.Length - prefix.Length, atcCodes[i].Entry));
    }

    private void AddWords(List<long> ranked, List<string> query, bool withTypos)
    {
        var candidates = ArrayPool<Candidate>.Shared.Rent(Math.Max(1, entries.Length));
        Array.Clear(candidates, 0, entries.Length);
        for (byte i = 0; i < query.Count; i++)
        {
            var (from, until) = words.Range(query[i]);
            for (var index = from; index < until; index++) Mark(index, words.Is(index, query[i]) ? 0 : 1, i);
            if (withTypos && LettersWrong(query[i]) is var wrong and > 0)
            {
                foreach (var (index, distance) in words.Near(query[i], wrong)) Mark(index, 1 + distance, i);
            }
        }

        var name = JoinedName(query);
        for (var entry = 0; entry < entries.Length; entry++)
        {
            ref var candidate = ref candidates[entry];
            if (candidate.Words != query.Count) continue;
            var fields = candidate.Fields & candidate.WordFields;
            var penalty = candidate.Penalty + candidate.WordPenalty;
            var match = withTypos ? CatalogueMatch.Typo
                : fields.HasFlag(EntryFields.Inn) && !fields.HasFlag(EntryFields.Name) ? CatalogueMatch.Inn
                : !fields.HasFlag(EntryFields.Name) ? CatalogueMatch.Mixed
                : names[entry] == name ? CatalogueMatch.Name : CatalogueMatch.NamePrefix;
            var begins = withTypos ? fields.HasFlag(EntryFields.Name) : names[entry].StartsWith(name, StringComparison.Ordinal);
            ranked.Add(Rank(match, begins, penalty, entry));
        }

        ArrayPool<Candidate>.Shared.Return(candidates);

        void Mark(int index, int penalty, byte word)
        {
            foreach (var (entry, field) in words.PlacesOf(index))
            {
                ref var candidate = ref candidates[entry];
                if (candidate.Words == word) candidate.Begin(word, (byte)penalty, field);
                else if (candidate.Words == word + 1) candidate.Add((byte)penalty, field);
            }
        }
    }

    private static int LettersWrong(string word) =>
        char.IsAsciiDigit(word[0]) ? 0 : word.Length >= 8 ? 2 : word.Length >= 5 ? 1 : 0;

    /// <summary>What is known of an entry while the words of a query are looked up one after the other.</summary>
    private struct Candidate
    {
        /// <summary>Words of the query found so far, all from the first on.</summary>
        public byte Words;

        /// <summary>Fields in which all words before the last one found stand.</summary>
        public EntryFields Fields;

        public byte Penalty;

        /// <summary>Fields in which the last one found stands.</summary>
        public EntryFields WordFields;

        public byte WordPenalty;

        public void Begin(byte word, byte penalty, EntryFields field)
        {
            Fields = word == 0 ? EntryFields.Name | EntryFields.Inn | EntryFields.Other : Fields & WordFields;
            Penalty += WordPenalty;
            (Words, WordFields, WordPenalty) = ((byte)(word + 1), field, penalty);
        }

        public void Add(byte penalty, EntryFields field)
        {
            WordFields |= field;
            WordPenalty = Math.Min(WordPenalty, penalty);
        }
    }
}
