using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Stock;
using Xunit;

namespace MatchGrid.Tests.Parsing;

/// <summary>What holds for every upload, however it is cut into pieces and whatever is in it.</summary>
public sealed class AnyUploadTests
{
    /// <summary>Lines with what becomes of them, the line number left out; null: nothing.</summary>
    private static readonly (string Json, string? Csv, string? Outcome)[] Lines =
    [
        ("""{"sku":"local:a","onHand":5}""", "local:a,5,,", "local:a =5"),
        ("""{"sku":"LOCAL:b","delta":-3,"x":"]}\\\""}""", "LOCAL:b,,-3,\"]}\"\"\"", "local:b -3"),
        ("""{"sku":"item:口罩","onHand":1000000}""", "item:口罩,1000000,,口", "item:口罩 =1000000"),
        ("""{"sku":"ndc:0069-1085-30","onHand":0}""", "\"ndc:0069-1085-30\",0,,", "ndc:00069-1085-30 =0"),
        ("""{"sku":"gtin:3400935955839","onHand":0}""", "gtin:3400935955839,0,,", "invalid_sku sku"),
        ("""{"sku":"local:a","onHand":"5"}""", "local:a,5 packs,,", "invalid_count onHand"),
        ("""{"sku":"local:a","delta":0}""", "local:a,,0,", "count_out_of_range delta"),
        ("""{"sku":"local:a","delta":1,"onHand":1}""", "local:a,1,1,", "both_count_and_delta delta"),
        ("""{"onHand":1}""", ",1,,", "missing_field sku"),
        ("""{"sku" "local:a"}""", null, "invalid_json"),
        ("[{},{}]", null, "invalid_json"),
    ];

    private static readonly Gen<int> Pieces = Gen.Elements(1, 16, 17, 100, 4096, Upload.WholeBuffer);

    [Fact]
    public void Ndjson_AnyLinesInAnyPieces_AreAllToldInTheirPlace() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Gen.Elements(Lines).ListOf().ToArbitrary(),
            Pieces.ToArbitrary(),
            Gen.Elements("\n", "\r\n", "\n\n").ToArbitrary(),
            (lines, piece, end) =>
            {
                var expected = lines.Select((line, i) => $"{1 + (i * (end == "\n\n" ? 2 : 1))} {line.Outcome}");
                Assert.Equal(expected, Upload.Ndjson(string.Concat(lines.Select(line => line.Json + end)), piece).Select(Upload.Short));
            }));

    [Fact]
    public void Json_AnyElementsInAnyPieces_AreAllToldInTheirPlace() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Gen.Elements(Lines).ListOf().ToArbitrary(),
            Pieces.ToArbitrary(),
            Gen.Elements(",", " ,\r\n ").ToArbitrary(),
            (lines, piece, between) =>
            {
                var expected = lines.Select((line, i) => $"{1 + i} {line.Outcome}");
                Assert.Equal(expected, Upload.Json($"[{string.Join(between, lines.Select(line => line.Json))}]", piece).Select(Upload.Short));
            }));

    [Fact]
    public void Csv_AnyLinesInAnyPieces_AreAllToldInTheirPlace() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(
            Gen.Elements(Lines.Where(line => line.Csv is not null)).ListOf().ToArbitrary(),
            Pieces.ToArbitrary(),
            (lines, piece) =>
            {
                var expected = lines.Select((line, i) => $"{2 + i} {line.Outcome}");
                var text = "sku,onHand,delta,note\n" + string.Concat(lines.Select(line => line.Csv + "\n"));
                Assert.Equal(expected, Upload.Csv(text, piece).Select(Upload.Short));
            }));

    [Fact]
    public void RandomBytes_NeverThrowAndNeverHideTheNextLine() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(3000),
        Prop.ForAll(Garbage.ToArbitrary(), Pieces.ToArbitrary(), (garbage, piece) =>
        {
            var lineFeeds = garbage.Count(letter => letter == '\n');
            var good = Lines[0];

            var ndjson = Upload.Ndjson([.. garbage, (byte)'\n', .. Encoding.UTF8.GetBytes(good.Json)], piece);
            Assert.Equal($"{lineFeeds + 2} {good.Outcome}", Upload.Short(ndjson[^1]));
            Assert.Equal(ndjson.Select(line => line.Line).Distinct().Order(), ndjson.Select(line => line.Line));

            var csv = Upload.Csv([.. "sku,onHand,delta,note\n"u8, .. garbage, (byte)'\n', .. Encoding.UTF8.GetBytes(good.Csv!)], piece);
            Assert.Equal($"{lineFeeds + 3} {good.Outcome}", Upload.Short(csv[^1]));

            var json = Upload.Json([.. "["u8, .. garbage], piece);
            Assert.Equal(Enumerable.Range(1, json.Count), json.Select(line => line.Line));
            _ = Upload.Csv(garbage, piece);
        }));

    [Fact]
    public void RandomBytes_CutAnywhere_GiveTheSameLinesInAnyPieces() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Garbage.ToArbitrary(), Pieces.ToArbitrary(), (garbage, piece) =>
        {
            Assert.Equal(Upload.Ndjson(garbage).Select(Upload.Short), Upload.Ndjson(garbage, piece).Select(Upload.Short));
            Assert.Equal(Upload.Json(garbage).Select(Upload.Short), Upload.Json(garbage, piece).Select(Upload.Short));
            Assert.Equal(Upload.Csv(garbage).Select(Upload.Short), Upload.Csv(garbage, piece).Select(Upload.Short));
        }));

    [Fact]
    public async Task EndlessLine_IsReadInBoundedMemory()
    {
        // The pipe stops its writer at 64 KiB: a parser that kept more would never see the end.
        using var timeLimit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
        var writing = WriteAsync();
        var lines = new List<string>();
        await foreach (var line in StockLineParser.ParseNdjsonAsync(pipe.Reader, Upload.At, timeLimit.Token)) lines.Add(Upload.Short(line));
        await writing;
        Assert.Equal(["1 line_too_long", "2 local:a =5"], lines);

        async Task WriteAsync()
        {
            var block = new byte[16 * 1024];
            Array.Fill(block, (byte)'x');
            for (var i = 0; i < 512; i++) await pipe.Writer.WriteAsync(block, timeLimit.Token);
            await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes("\n" + Lines[0].Json), timeLimit.Token);
            await pipe.Writer.CompleteAsync();
        }
    }

    [Fact]
    public void Instants_AnyWritten_AreReadAsTheFrameworkReadsThem() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(
            Gen.Choose(1, 3_600_000).Zip(Gen.Choose(0, 864_000), (day, part) => new DateTime(1, 1, 1).AddDays(day).AddTicks(part * 999_999L)).ToArbitrary(),
            Gen.Choose(-14 * 60, 14 * 60).ToArbitrary(),
            Gen.Elements("", ".f", ".fff", ".fffffff").ToArbitrary(),
            (local, offset, fraction) =>
            {
                var written = new DateTimeOffset(local, TimeSpan.FromMinutes(offset))
                    .ToString($"yyyy-MM-ddTHH:mm:ss{fraction}zzz", CultureInfo.InvariantCulture);
                var line = Assert.Single(Upload.Ndjson($$"""{"sku":"local:a","onHand":1,"at":"{{written}}"}"""));
                Assert.Equal(DateTimeOffset.Parse(written, CultureInfo.InvariantCulture), line.Change!.At);
                Assert.Equal(TimeSpan.Zero, line.Change.At.Offset);
            }));

    [Theory]
    [InlineData("2026-03-01T08:30:00Z", true)]
    [InlineData("2026-03-01 08:30:00z", true)]
    [InlineData("2016-12-31T23:59:60Z", true)]
    [InlineData("2026-03-01T08:30:00.123456789Z", true)]
    [InlineData("0001-01-01T00:00:00+14:00", false)]
    [InlineData("9999-12-31T23:59:59-01:00", false)]
    [InlineData("2026-13-01T08:30:00Z", false)]
    [InlineData("2026-03-01T24:00:00Z", false)]
    [InlineData("2026-03-01T08:30:00.Z", false)]
    [InlineData("2026-03-01T08:30:00+0100", false)]
    [InlineData("2026-03-01T08:30:00+24:00", false)]
    [InlineData("2026-03-01T08:30Z", false)]
    [InlineData("2026-03-01", false)]
    [InlineData("2026-03-01T08:30:00Zulu", false)]
    public void Instants_Written_AreReadOrRefused(string written, bool read)
    {
        var line = Assert.Single(Upload.Ndjson($$"""{"sku":"local:a","onHand":1,"at":"{{written}}"}"""));
        Assert.Equal(read ? null : "invalid_instant", line.Refusal?.Code);
    }

    /// <summary>Bytes of all kinds, more often those that mean something.</summary>
    private static Gen<byte[]> Garbage { get; } = Gen.OneOf(
        Gen.Choose(0, 255).Select(value => (byte)value),
        Gen.Elements("{}[]\",:;\\\n\r\t 0-ae\u00ef"u8.ToArray())).ArrayOf()
        .Zip(Gen.Elements(Lines), (bytes, line) => (byte[])[.. bytes, .. Encoding.UTF8.GetBytes(line.Json)])
        .Zip(Gen.Choose(0, 60), (bytes, cut) => bytes[..Math.Max(0, bytes.Length - cut)]);
}
