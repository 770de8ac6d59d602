using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Catalogue;
using Xunit;

namespace MatchGrid.Tests.Catalogue;

public sealed class SkuSyntaxTests
{
    [Theory]
    [InlineData("gtin:03400935955838", "gtin:03400935955838")]
    [InlineData("gtin:3400935955838", "gtin:03400935955838")]
    [InlineData(" GTIN:036000291452 ", "gtin:00036000291452")]
    [InlineData("gtin:96385074", "gtin:00000096385074")]
    [InlineData("ndc:00069-1085-30", "ndc:00069-1085-30")]
    [InlineData("ndc:0069-1085-30", "ndc:00069-1085-30")]
    [InlineData("ndc:50090-123-01", "ndc:50090-0123-01")]
    [InlineData("ndc:50090-1234-1", "ndc:50090-1234-01")]
    [InlineData("ndc:00069108530", "ndc:00069-1085-30")]
    [InlineData("cip13:3400935955838", "cip13:3400935955838")]
    [InlineData("nmpa:国药准字h20100123", "nmpa:H20100123")]
    [InlineData("nmpa:H20100123", "nmpa:H20100123")]
    [InlineData("item:口罩", "item:口罩")]
    [InlineData("local2:A/b.C:9", "local2:A/b.C:9")]
    public void TryNormalise_AnySpelling_GivesTheOne(string written, string canonical)
    {
        Assert.True(SkuSyntax.TryNormalise(written, out var normal, out var error), error);
        Assert.Equal(canonical, normal);
    }

    [Theory]
    [InlineData(null, "scheme:code")]
    [InlineData("03400935955838", "scheme:code")]
    [InlineData("g:1", "scheme")]
    [InlineData("a-b:1", "scheme")]
    [InlineData(":1", "scheme")]
    [InlineData("gtin:", "code")]
    [InlineData("local:a b", "code")]
    [InlineData("local:a\u0007b", "code")]
    [InlineData("local:a\u200bb", "code")]
    [InlineData("local:a\ud800b", "code")]
    [InlineData("gtin:03400935955839", "would be 8")]
    [InlineData("gtin:123456789", "8, 12, 13 or 14")]
    [InlineData("gtin:0340093595583X", "8, 12, 13 or 14")]
    [InlineData("ndc:0069108530", "11 without")]
    [InlineData("ndc:00069-1085-3A", "5-4-2")]
    [InlineData("ndc:A069-1085-30", "5-4-2")]
    [InlineData("ndc:50A90-123-01", "5-4-2")]
    [InlineData("ndc:-1085-30", "5-4-2")]
    [InlineData("cip13:3400935955839", "check digit")]
    [InlineData("nmpa:国药准字", "number")]
    public void TryNormalise_NoSku_SaysWhy(string? written, string reason)
    {
        Assert.False(SkuSyntax.TryNormalise(written, out _, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryNormalise_CodeLength_HasALimit()
    {
        Assert.True(SkuSyntax.TryNormalise("local:" + new string('x', 64), out _, out _));
        Assert.False(SkuSyntax.TryNormalise("local:" + new string('x', 65), out _, out _));
    }

    [Fact]
    public void TryNormalise_RandomText_NeverThrowsAndIsStable() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(2000),
        Prop.ForAll(
            Gen.Elements("gtin:", "ndc:", "cip13:", "nmpa:", "x1:", "").SelectMany(
                _ => ArbMap.Default.GeneratorFor<string?>(),
                (scheme, code) => scheme + code).ToArbitrary(),
            text => !SkuSyntax.TryNormalise(text, out var once, out _) || (SkuSyntax.TryNormalise(once, out var twice, out _) && once == twice)));

    [Fact]
    public void CheckDigit_OfAnyDigits_CatchesEveryWrongDigit() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Gen.Choose(0, 9).ListOf(13).ToArbitrary(),
            Gen.Choose(0, 13).ToArbitrary(),
            Gen.Choose(1, 9).ToArbitrary(),
            (digits, at, change) =>
            {
                var right = string.Concat(digits);
                right += GtinCheckDigit.Of(right);
                var wrong = right.ToCharArray();
                wrong[at] = (char)('0' + ((wrong[at] - '0' + change) % 10));
                return GtinCheckDigit.IsRight(right) && !GtinCheckDigit.IsRight(wrong);
            }));

    [Fact]
    public void CheckDigit_OfKnownCodes_IsTheirs()
    {
        Assert.Equal(8, GtinCheckDigit.Of("0340093595583"));
        Assert.Equal(2, GtinCheckDigit.Of("03600029145"));
        Assert.Equal(4, GtinCheckDigit.Of("9638507"));
        Assert.False(GtinCheckDigit.IsRight(""));
        Assert.False(GtinCheckDigit.IsRight("12a4"));
        Assert.Throws<ArgumentException>(() => GtinCheckDigit.Of("12a"));
    }
}
