using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Catalogue;
using Xunit;

namespace MatchGrid.Tests.Catalogue;

public sealed class PackScanTests
{
    private const string Sku = "gtin:03400935955838";

    [Theory]
    [InlineData("(01)03400935955838")]
    [InlineData("(01)03400935955838(17)261231(10)AB12(21)X9")]
    [InlineData("(17)261231(10)A\\(01)(01)03400935955838")]
    [InlineData("]d201034009359558381726123110AB")]
    [InlineData("]d201034009359558381726123110AB12\u001d21X9")]
    [InlineData("]d21726123110AB01\u001d21X9\u001d0103400935955838")]
    [InlineData("]d2\u001d1726123121X9\u001d7003261231\u001d0103400935955838")]
    [InlineData("]C101034009359558381012")]
    [InlineData("\u001d0103400935955838")]
    [InlineData("010340093595583817261231")]
    [InlineData("00123456789012345675" + "0103400935955838")]
    [InlineData("3103001234" + "0103400935955838")]
    [InlineData("3400935955838\r\n")]
    [InlineData("]E03400935955838")]
    [InlineData("03400935955838")]
    public void TryReadSku_PackWithAGtin_ReadsIt(string scan)
    {
        Assert.True(PackScan.TryReadSku(scan, out var sku));
        Assert.Equal(Sku, sku);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("]d2")]
    [InlineData("(01)03400935955839")]
    [InlineData("(01)0340093595583")]
    [InlineData("(10)0103400935955838")]
    [InlineData("(10")]
    [InlineData("(10)x)01")]
    [InlineData("]d210AB0103400935955838")]
    [InlineData("]d217261")]
    [InlineData("]d2010340093595583")]
    [InlineData("doliprane 1000 mg comprimé")]
    public void TryReadSku_NoGtin_Refuses(string? scan) => Assert.False(PackScan.TryReadSku(scan, out _));

    [Fact]
    public void TryReadSku_RandomScan_NeverThrows() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(
            Gen.Elements("]d2", "]", "(", ")", "01", "10", "17", "\u001d", "03400935955838", "\\", "x", "é").ArrayOf().ToArbitrary(),
            parts =>
            {
                _ = PackScan.TryReadSku(string.Concat(parts), out var sku);
                return sku is null or "gtin:03400935955838" || SkuSyntax.TryNormalise(sku, out _, out _);
            }));
}
