using System.Text;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using Xunit;

namespace MatchGrid.Tests.Parsing;

public sealed class CsvLinesTests
{
    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public void Csv_AnySeparatorAndOrder_CarriesEveryField(string separator)
    {
        string[] header = ["Expires", "hold_id", "shelf", "Price Minor", "DELTA", "on-hand", "Currency", "number", "At", "sku"];
        string[] values = ["2027-05-31", "01jk", "A,7;\"b\"", "218", "-2", "", "EUR", "17", "2026-02-28T23:59:59+01:00", "gtin:3400935955838"];
        var text = "\uFEFF" + string.Join(separator, header) + "\r\n"
            + string.Join(separator, values.Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n";
        var line = Assert.Single(Upload.Csv(text, piece: 16));
        Assert.Equal(
            new StockChange(Sku.Of("gtin:03400935955838"), null, -2, new(2026, 2, 28, 22, 59, 59, TimeSpan.Zero), HoldId.Of("01jk"), 218, "EUR"),
            line.Change);
        Assert.Equal((2, 17L, new DateOnly(2027, 5, 31), null), (line.Line, line.Number, line.Expires, line.Refusal));
    }

    [Theory]
    [InlineData("local:b", "2 invalid_csv")]
    [InlineData("local:b,1,,", "2 local:b =1")]
    [InlineData("local:b,1,,7", "2 invalid_csv")]
    [InlineData("\"local:b,1,", "2 invalid_csv")]
    [InlineData("\"local:b\"x,1,", "2 invalid_csv")]
    [InlineData("local:b,,", "2 missing_field onHand")]
    [InlineData(",1,", "2 missing_field sku")]
    [InlineData("local:b,1,1", "2 both_count_and_delta delta")]
    [InlineData("local:b,1.5,", "2 invalid_count onHand")]
    [InlineData("local:b,one,", "2 invalid_count onHand")]
    [InlineData("local:b,-1,", "2 count_out_of_range onHand")]
    [InlineData("local:b,,0", "2 count_out_of_range delta")]
    [InlineData("local:b,,-99999999999999999999", "2 count_out_of_range delta")]
    [InlineData("local:b,-,", "2 invalid_count onHand")]
    [InlineData("gtin:1,1,", "2 invalid_sku sku")]
    [InlineData(" local:b , 1 ,", "2 local:b =1")]
    [InlineData("local:\"b,1,", "2 local:\"b =1")]
    public void Csv_BadLine_IsRefusedAndTheNextIsRead(string line, string outcome)
    {
        var lines = Upload.Csv($"sku,onHand,delta\n{line}\nlocal:a,5,\n", piece: 16);
        Assert.Equal([outcome, "3 local:a =5"], lines.Select(Upload.Short));
    }

    [Theory]
    [InlineData("name,onHand\nx,1\n", "1 missing_field sku")]
    [InlineData("sku,count\nlocal:a,1\n", "1 missing_field onHand")]
    [InlineData("sku,onHand,on_hand\nlocal:a,1,1\n", "1 invalid_csv onHand")]
    [InlineData("sku,\"onHand\nlocal:a,1\n", "1 invalid_csv")]
    [InlineData("\n\nlocal:a,1\n", "3 missing_field sku")]
    [InlineData("sku,onHand", "")]
    [InlineData("", "")]
    public void Csv_Header_DecidesWhetherAnythingIsRead(string text, string lines) =>
        Assert.Equal(lines, string.Join('|', Upload.Csv(text).Select(Upload.Short)));

    [Fact]
    public void Csv_LastLine_IsTruncatedWhenItLacksValues()
    {
        Assert.Equal(["2 truncated"], Upload.Csv("sku,onHand,at\nlocal:a,12").Select(Upload.Short));
        Assert.Equal(["2 truncated"], Upload.Csv("sku,onHand,at\nlocal:a,12,\"2026-").Select(Upload.Short));
        Assert.Equal(["2 local:a =12"], Upload.Csv("sku,onHand,at\nlocal:a,12,").Select(Upload.Short));
        Assert.Equal(["2 invalid_instant at"], Upload.Csv("sku,onHand,at\nlocal:a,12,2026-").Select(Upload.Short));
    }

    [Fact]
    public void Csv_BytesThatAreNoUtf8_AreNoSku()
    {
        var bytes = Encoding.Latin1.GetBytes("sku,onHand\nlocal:é,1\nlocal:e,1\n");
        Assert.Equal(["2 invalid_sku sku", "3 local:e =1"], Upload.Csv(bytes).Select(Upload.Short));
    }
}
