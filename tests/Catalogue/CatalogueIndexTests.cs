using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Catalogue;
using Xunit;

namespace MatchGrid.Tests.Catalogue;

public sealed class CatalogueIndexTests
{
    private static readonly CatalogueEntry Doliprane = new(
        "gtin:03400935955838", "DOLIPRANE 1000 mg, comprimé", "PARACÉTAMOL", "N02BE01", "comprimé", "1000 mg", "SANOFI");
    private static readonly CatalogueEntry DolipraneChild = new(
        "gtin:03400934615467", "DOLIPRANE 2,4 %, suspension buvable", "PARACÉTAMOL", "N02BE01", "suspension", "2,4 g", "SANOFI");
    private static readonly CatalogueEntry Efferalgan = new(
        "cip13:3400934998584", "EFFERALGAN 500 mg", "PARACÉTAMOL", "N02BE01", "comprimé effervescent", "500 mg", "UPSA");
    private static readonly CatalogueEntry Paxlovid = new(
        "ndc:00069-1085-30", "Paxlovid", "nirmatrelvir; ritonavir", "J05AE30", "tablet", "150 mg; 100 mg", "Pfizer");
    private static readonly CatalogueEntry Zyrtec = new("local:zyr-10", "Zyrtec", "cetirizine", "R06AE07", "tablet", "10 mg", "UCB");
    private static readonly CatalogueEntry Amoxicillin = new("nmpa:H20100123", "阿莫西林胶囊", "阿莫西林", "J01CA04", "胶囊", "0.25g", "联邦制药");
    private static readonly CatalogueEntry Sertraline = new("local:sert", "Złoty Cœur Größe", "sertraline", "N06AB06");

    private static readonly CatalogueIndex Index = CatalogueIndex.Build(
        [Paxlovid, DolipraneChild, Zyrtec, Doliprane, Amoxicillin, Efferalgan, Sertraline]);

    public static TheoryData<string, CatalogueMatch, string> Queries => new()
    {
        // Codes, in every spelling.
        { "gtin:03400935955838", CatalogueMatch.Code, Doliprane.Sku },
        { "3400935955838", CatalogueMatch.Code, Doliprane.Sku },
        { "(01)03400935955838(17)261231", CatalogueMatch.Code, Doliprane.Sku },
        { "]d201034009359558381726123110AB", CatalogueMatch.Code, Doliprane.Sku },
        { "cip13:3400934998584", CatalogueMatch.Code, Efferalgan.Sku },
        { "00069-1085-30", CatalogueMatch.Code, Paxlovid.Sku },
        { "0069-1085-30", CatalogueMatch.Code, Paxlovid.Sku },
        { "00069108530", CatalogueMatch.Code, Paxlovid.Sku },
        { "NDC:0069-1085-30", CatalogueMatch.Code, Paxlovid.Sku },
        { "h20100123", CatalogueMatch.Code, Amoxicillin.Sku },
        { "ZYR10", CatalogueMatch.Code, Zyrtec.Sku },

        // Names, whatever the case and the accents.
        { "paxlovid", CatalogueMatch.Name, Paxlovid.Sku },
        { "Doliprane 1000 MG Comprime", CatalogueMatch.Name, Doliprane.Sku },
        { "zloty coeur grosse", CatalogueMatch.Name, Sertraline.Sku },
        { "ＺＹＲＴＥＣ", CatalogueMatch.Name, Zyrtec.Sku },
        { "doli 1000", CatalogueMatch.NamePrefix, Doliprane.Sku },
        { "1000mg doliprane", CatalogueMatch.NamePrefix, Doliprane.Sku },
        { "doliprane 2.4", CatalogueMatch.NamePrefix, DolipraneChild.Sku },
        { "buvab", CatalogueMatch.NamePrefix, DolipraneChild.Sku },
        { "阿莫西林", CatalogueMatch.NamePrefix, Amoxicillin.Sku },
        { "西林", CatalogueMatch.NamePrefix, Amoxicillin.Sku },
        { "囊", CatalogueMatch.NamePrefix, Amoxicillin.Sku },

        // ATC and INN, and words of several fields together.
        { "n06a", CatalogueMatch.Atc, Sertraline.Sku },
        { "J05AE30", CatalogueMatch.Atc, Paxlovid.Sku },
        { "ritonavir", CatalogueMatch.Inn, Paxlovid.Sku },
        { "Cétirizine", CatalogueMatch.Inn, Zyrtec.Sku },
        { "cetirizine 10", CatalogueMatch.Mixed, Zyrtec.Sku },
        { "paracetamol upsa", CatalogueMatch.Mixed, Efferalgan.Sku },
        { "阿莫西林 联邦", CatalogueMatch.Mixed, Amoxicillin.Sku },

        // Misspelt.
        { "zirtec", CatalogueMatch.Typo, Zyrtec.Sku },
        { "efferalgna", CatalogueMatch.Typo, Efferalgan.Sku },
        { "eferallgan 500", CatalogueMatch.Typo, Efferalgan.Sku },
        { "nirmatrelivr", CatalogueMatch.Typo, Paxlovid.Sku },
    };

    [Theory]
    [MemberData(nameof(Queries))]
    public void Search_Query_FindsFirst(string query, CatalogueMatch match, string sku)
    {
        var hits = Index.Search(query);
        Assert.NotEmpty(hits);
        Assert.Equal((match, sku), (hits[0].Match, hits[0].Entry.Sku));
        Assert.Equal(hits.Count, hits.DistinctBy(hit => hit.Entry.Sku).Count());
        Assert.Equal(hits.OrderBy(hit => hit.Match), hits);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ,;!")]
    [InlineData("zyr tec x")]
    [InlineData("zurtek")] // two letters wrong in six
    [InlineData("upsb")] // too short to be taken for misspelt
    [InlineData("doliprane 1001")] // a number is never misspelt
    [InlineData("阿司匹林")]
    public void Search_Nothing_FindsNothing(string query) => Assert.Empty(Index.Search(query));

    [Fact]
    public void Search_NameThatExists_DoesNotOfferLookAlikes()
    {
        var index = CatalogueIndex.Build([new("local:1", "Lamictal"), new("local:2", "Lamisil"), new("local:3", "Lamictol")]);
        Assert.Equal(["local:1"], index.Search("lamictal").Select(hit => hit.Entry.Sku));
        Assert.Equal(["local:1", "local:3"], index.Search("lamictel").Select(hit => hit.Entry.Sku).Order());
    }

    [Fact]
    public void Search_ManyAnswer_ShortestNamesBeginningWithTheQueryComeFirst()
    {
        var index = CatalogueIndex.Build([
            new("local:1", "Aspirin Protect 100 mg"),
            new("local:2", "Baby Aspirin"),
            new("local:3", "Aspirina"),
            new("local:4", "Aspirin"),
            new("local:5", "Kardégic", "aspirin"),
        ]);
        Assert.Equal(["local:4", "local:1", "local:3", "local:2", "local:5"], index.Search("aspirin").Select(hit => hit.Entry.Sku));
        Assert.Equal(["local:4", "local:1"], index.Search("aspirin", most: 2).Select(hit => hit.Entry.Sku));
    }

    [Fact]
    public void Search_LimitOutOfRange_Refuses()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Index.Search("x", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Index.Search("x", CatalogueIndex.MostHits + 1));
    }

    [Fact]
    public void Build_SameSkuTwice_KeepsTheLast()
    {
        var index = CatalogueIndex.Build([new("local:1", "Old"), new("local:1", "New")]);
        Assert.Equal(1, index.Count);
        Assert.Empty(index.Search("old"));
        Assert.Single(index.Search("new"));
        Assert.Equal(0, CatalogueIndex.Empty.Count);
    }

    [Fact]
    public void Search_AnyCatalogueAndQuery_FindsWhatAPlainReadingFinds() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(
            Words.ListOf(3).ListOf(12).ToArbitrary(),
            Words.ListOf(2).ToArbitrary(),
            (names, query) =>
            {
                var index = CatalogueIndex.Build(names.Select((words, i) => new CatalogueEntry($"local:sku{i}", words[0], words[1], null, words[2])));
                var found = index.Search(string.Join(' ', query), CatalogueIndex.MostHits);
                var strict = Numbers(names, words => query.All(part => words.Any(word => word.StartsWith(part, StringComparison.Ordinal))));
                Assert.Equal(strict, found.Where(hit => hit.Match < CatalogueMatch.Typo).Select(hit => hit.Entry.Sku).Order(StringComparer.Ordinal));
                if (strict.Count > 0) return;

                // Words that another begins are no typos of it; the rest is what edit distance says.
                var near = Numbers(names, words => query.All(part => words.Any(word =>
                    word.StartsWith(part, StringComparison.Ordinal) || Distance(part, word) <= Wrong(part))));
                Assert.Equal(near, found.Select(hit => hit.Entry.Sku).Order(StringComparer.Ordinal));
            }));

    /// <summary>Words of few letters, so that they meet.</summary>
    private static Gen<string> Words { get; } =
        from length in Gen.Choose(1, 9)
        from letters in Gen.Elements('a', 'b', 'e').ListOf(length)
        select string.Concat(letters);

    [Fact]
    public void Search_RandomText_NeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => Index.Search(text ?? "").Count <= Index.Count));

    private static List<string> Numbers(IEnumerable<IReadOnlyList<string>> names, Func<IReadOnlyList<string>, bool> answers) =>
        [.. names.Select((words, i) => (words, i))
            .Where(pair => answers(pair.words))
            .Select(pair => $"local:sku{pair.i}").Order(StringComparer.Ordinal)];

    private static int Wrong(string word) => word.Length >= 8 ? 2 : word.Length >= 5 ? 1 : 0;

    /// <summary>Edit distance with swaps, straight from its definition.</summary>
    private static int Distance(string one, string other)
    {
        var cells = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                cells[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(cells[i - 1, j], cells[i, j - 1]) + 1, cells[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                    cells[i, j] = Math.Min(cells[i, j], cells[i - 2, j - 2] + 1);
            }
        }

        return cells[one.Length, other.Length];
    }
}
