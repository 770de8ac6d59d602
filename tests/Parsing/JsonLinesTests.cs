using System.Text;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Stock;
using Xunit;

namespace MatchGrid.Tests.Parsing;

public sealed class JsonLinesTests
{
    private const string Good = """{"sku":"local:a","onHand":5}""";

    [Fact]
    public void Ndjson_FullLine_CarriesEveryField()
    {
        var line = Assert.Single(Upload.Ndjson(
            """{"sku":"gtin:3400935955838","delta":-2,"at":"2026-02-28T23:59:59.5+01:00","number":17,"holdId":"01jk","priceMinor":218,"currency":"EUR","expires":"2027-05-31","till":{"a":[1]}}"""));
        Assert.Equal(
            new StockChange(Sku.Of("gtin:03400935955838"), null, -2, new(2026, 2, 28, 22, 59, 59, 500, TimeSpan.Zero), HoldId.Of("01jk"), 218, "EUR"),
            line.Change);
        Assert.Equal((1, 17L, new DateOnly(2027, 5, 31), null), (line.Line, line.Number, line.Expires, line.Refusal));
    }

    [Fact]
    public void Ndjson_LeastLine_TakesTheUploadsInstant()
    {
        var line = Assert.Single(Upload.Ndjson("""{"onHand":0,"sku":"local:a","at":null,"delta":null,"number":null,"currency":"EUR"}"""));
        Assert.Equal(new StockChange(Sku.Of("local:a"), 0, null, Upload.At), line.Change);
        Assert.Equal((null, null), (line.Number, line.Expires));
    }

    [Theory]
    [InlineData("""{"onHand":5}""", "missing_field", "sku")]
    [InlineData("""{"sku":null,"onHand":5}""", "missing_field", "sku")]
    [InlineData("""{"sku":"local:a"}""", "missing_field", "onHand")]
    [InlineData("""{"sku":"local:a","onHand":1,"delta":1}""", "both_count_and_delta", "delta")]
    [InlineData("""{"sku":"gtin:123","onHand":1}""", "invalid_sku", "sku")]
    [InlineData("""{"sku":"","onHand":1}""", "invalid_sku", "sku")]
    [InlineData("""{"sku":12,"onHand":1}""", "invalid_sku", "sku")]
    [InlineData("""{"sku":"local:a","onHand":"1"}""", "invalid_count", "onHand")]
    [InlineData("""{"sku":"local:a","onHand":1.5}""", "invalid_count", "onHand")]
    [InlineData("""{"sku":"local:a","onHand":true}""", "invalid_count", "onHand")]
    [InlineData("""{"sku":"local:a","onHand":[1]}""", "invalid_count", "onHand")]
    [InlineData("""{"sku":"local:a","onHand":-1}""", "count_out_of_range", "onHand")]
    [InlineData("""{"sku":"local:a","onHand":1000001}""", "count_out_of_range", "onHand")]
    [InlineData("""{"sku":"local:a","onHand":99999999999999999999}""", "count_out_of_range", "onHand")]
    [InlineData("""{"sku":"local:a","delta":0}""", "count_out_of_range", "delta")]
    [InlineData("""{"sku":"local:a","delta":-1000001}""", "count_out_of_range", "delta")]
    [InlineData("""{"sku":"local:a","onHand":1,"at":"2026-03-01T08:30:00"}""", "invalid_instant", "at")]
    [InlineData("""{"sku":"local:a","onHand":1,"at":"2026-02-30T08:30:00Z"}""", "invalid_instant", "at")]
    [InlineData("""{"sku":"local:a","onHand":1,"at":"yesterday"}""", "invalid_instant", "at")]
    [InlineData("""{"sku":"local:a","onHand":1,"at":1767222000}""", "invalid_instant", "at")]
    [InlineData("""{"sku":"local:a","onHand":1,"number":-1}""", "invalid_field", "number")]
    [InlineData("""{"sku":"local:a","onHand":1,"number":99999999999999999999}""", "invalid_field", "number")]
    [InlineData("""{"sku":"local:a","onHand":1,"holdId":"01jk"}""", "invalid_field", "holdId")]
    [InlineData("""{"sku":"local:a","delta":1,"holdId":"01jk"}""", "invalid_field", "holdId")]
    [InlineData("""{"sku":"local:a","delta":-1,"holdId":"01 jk"}""", "invalid_field", "holdId")]
    [InlineData("""{"sku":"local:a","delta":-1,"holdId":""}""", "invalid_field", "holdId")]
    [InlineData("""{"sku":"local:a","onHand":1,"priceMinor":100}""", "missing_field", "currency")]
    [InlineData("""{"sku":"local:a","onHand":1,"priceMinor":-1,"currency":"EUR"}""", "invalid_field", "priceMinor")]
    [InlineData("""{"sku":"local:a","onHand":1,"priceMinor":1,"currency":"eur"}""", "invalid_field", "currency")]
    [InlineData("""{"sku":"local:a","onHand":1,"expires":"31.05.2027"}""", "invalid_field", "expires")]
    [InlineData("""{"sku":"local:a","onHand":1""", "invalid_json", null)]
    [InlineData("""{"sku":"local:a","onHand":1}}""", "invalid_json", null)]
    [InlineData("""{"sku":"local:a","onHand":1} {}""", "invalid_json", null)]
    [InlineData("""{"sku":"local:a","onHand":01}""", "invalid_json", null)]
    [InlineData("""{"sku":"local:\ud800","onHand":1}""", "invalid_json", null)]
    [InlineData("""{sku:"local:a"}""", "invalid_json", null)]
    [InlineData("""["local:a",1]""", "invalid_json", null)]
    [InlineData("null", "invalid_json", null)]
    [InlineData("hello", "invalid_json", null)]
    public void Ndjson_BadLine_IsRefusedAndTheNextIsRead(string bad, string code, string? field)
    {
        var lines = Upload.Ndjson($"{Good}\n{bad}\n{Good}\n", piece: 16);
        Assert.Equal(["1 local:a =5", $"2 {code} {field}".TrimEnd(), "3 local:a =5"], lines.Select(Upload.Short));
        Assert.NotEmpty(lines[1].Refusal!.Message);
    }

    [Fact]
    public void Ndjson_InvalidUtf8_IsNoJson()
    {
        var bytes = Encoding.Latin1.GetBytes("{\"sku\":\"local:é\",\"onHand\":1}\n" + Good);
        Assert.Equal(["1 invalid_json", "2 local:a =5"], Upload.Ndjson(bytes).Select(Upload.Short));
    }

    [Fact]
    public void Ndjson_EscapesAndOtherScripts_AreRead()
    {
        var lines = Upload.Ndjson("""{"sku":"item:\u53e3\u7f69","onHa\u006ed":1}""" + "\n" + """{"sku":"item:口罩","onHand":2}""");
        Assert.Equal(["1 item:口罩 =1", "2 item:口罩 =2"], lines.Select(Upload.Short));
    }

    [Fact]
    public void Ndjson_LayoutOfTheFile_DoesNotMatter()
    {
        var lines = Upload.Ndjson($"\uFEFF{Good}\r\n\r\n  {Good}\t\n \n{Good}", piece: 7);
        Assert.Equal(["1 local:a =5", "3 local:a =5", "5 local:a =5"], lines.Select(Upload.Short));
        Assert.Empty(Upload.Ndjson(""));
        Assert.Empty(Upload.Ndjson("\n\n  "));
    }

    [Fact]
    public void Ndjson_LastLineCutOff_IsTruncated()
    {
        for (var length = 1; length < Good.Length; length++)
            Assert.Equal(["1 local:a =5", "2 truncated"], Upload.Ndjson($"{Good}\n{Good[..length]}").Select(Upload.Short));
        Assert.Equal(["1 missing_field onHand"], Upload.Ndjson("""{"sku":"local:a"}""").Select(Upload.Short));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(1000)]
    [InlineData(Upload.WholeBuffer)]
    public void Ndjson_LineTooLong_IsPassedOver(int piece)
    {
        var limit = StockLineParser.MostLineBytes;
        string Padded(int length) => Good[..^1] + new string(' ', length - Good.Length) + "}";
        var lines = Upload.Ndjson($"{Padded(limit)}\n{Padded(limit + 1)}\n{Good}\n{Padded(5 * limit)}\n{Good}\n{Padded(3 * limit)}", piece);
        Assert.Equal(
            ["1 local:a =5", "2 line_too_long", "3 local:a =5", "4 line_too_long", "5 local:a =5", "6 line_too_long"],
            lines.Select(Upload.Short));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(Upload.WholeBuffer)]
    public void Json_Array_GivesEachElement(int piece)
    {
        var array = $$"""
            [ {{Good}},
              {"sku":"local:[}\"]","onHand":1},
              {bad}, 5, "text, ]", [1,2], null,
              {"sku":"local:b",
               "delta":-1} ]
            """;
        Assert.Equal(
            ["1 local:a =5", "2 local:[}\"] =1", "3 invalid_json", "4 invalid_json", "5 invalid_json", "6 invalid_json", "7 invalid_json", "8 local:b -1"],
            Upload.Json(array, piece).Select(Upload.Short));
    }

    [Theory]
    [InlineData("", "1 truncated")]
    [InlineData("[]", "")]
    [InlineData(" [ ] \n", "")]
    [InlineData(Good, "1 local:a =5")]
    [InlineData("\uFEFF" + Good + "\r\n", "1 local:a =5")]
    [InlineData(Good + Good, "1 local:a =5|2 invalid_json")]
    [InlineData("[" + Good + "]x", "1 local:a =5|2 invalid_json")]
    [InlineData("[" + Good, "1 local:a =5|2 truncated")]
    [InlineData("[" + Good + ",", "1 local:a =5|2 truncated")]
    [InlineData("[" + Good + ",{\"sku\":\"loc", "1 local:a =5|2 truncated")]
    [InlineData("{\"sku\":", "1 truncated")]
    [InlineData("hello", "1 truncated")]
    public void Json_OtherBodies_SayWhatTheyAre(string body, string lines) =>
        Assert.Equal(lines, string.Join('|', Upload.Json(body, piece: 16).Select(Upload.Short)));

    [Theory]
    [InlineData(16)]
    [InlineData(Upload.WholeBuffer)]
    public void Json_ElementTooLong_IsPassedOver(int piece)
    {
        var padding = new string('x', 2 * StockLineParser.MostLineBytes);
        var array = $$"""[{{Good}},{"sku":"{{padding}}","more":["\"",{}]},{{Good}},{"sku":"{{padding}}""";
        Assert.Equal(
            ["1 local:a =5", "2 line_too_long", "3 local:a =5", "4 line_too_long", "5 truncated"],
            Upload.Json(array, piece).Select(Upload.Short));
    }
}
