using MatchGrid.Embedded;
using MatchGrid.Identifiers;
using MatchGrid.Silo.Identifiers;
using Xunit;

namespace MatchGrid.Tests.Grains.Hosting;

public sealed class IdSourceTests
{
    private const string IdLetters = "0123456789abcdefghjkmnpqrstvwxyz";
    private const string CodeLetters = "0123456789BCDFGHJKMNPQRSTVWXYZ";

    private readonly VirtualTimeProvider clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Next_AThousandTimes_DiffersAndSortsByTime(bool seeded)
    {
        var source = Source(seeded);
        var ids = new List<string>();
        for (var i = 0; i < 1000; i++)
        {
            ids.Add(source.Next());
            clock.UtcNow += TimeSpan.FromMilliseconds(1);
        }

        Assert.Equal(1000, ids.Distinct().Count());
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.All(ids, id => Assert.True(id.Length == 26 && id.All(IdLetters.Contains), id));
        Assert.Equal(IdLetters.Length, ids.SelectMany(id => id[10..]).Distinct().Count());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void NextCode_AThousandTimes_DiffersAndHasNoVowel(bool seeded)
    {
        var source = Source(seeded);
        var codes = Enumerable.Range(0, 1000).Select(_ => source.NextCode()).ToList();

        Assert.Equal(1000, codes.Distinct().Count());
        Assert.All(codes, code => Assert.True(code.Length == 8 && code.All(CodeLetters.Contains), code));
    }

    [Fact]
    public void Next_AtAKnownInstant_BeginsWithItsMilliseconds()
    {
        clock.UtcNow = DateTimeOffset.FromUnixTimeMilliseconds(1_893_456_000_123);

        // 1,893,456,000,123 in Crockford's base 32.
        Assert.Equal("01q3dcbd3v", Source(seeded: false).Next()[..10]);
    }

    [Fact]
    public void SeededSource_SameSeed_GivesTheSameIds()
    {
        var (one, two, other) = (Source(seeded: true), Source(seeded: true), new SeededIdSource(8, clock));

        Assert.Equal([one.Next(), one.NextCode(), one.Next()], [two.Next(), two.NextCode(), two.Next()]);
        Assert.NotEqual(Source(seeded: true).Next(), other.Next());
    }

    private IIdSource Source(bool seeded) => seeded ? new SeededIdSource(7, clock) : new RandomIdSource(clock);
}
