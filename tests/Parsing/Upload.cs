using System.IO.Pipelines;
using System.Text;
using MatchGrid.Stock;

namespace MatchGrid.Tests.Parsing;

/// <summary>Uploads for tests: parsed in one go, from pieces as small as asked.</summary>
public static class Upload
{
    public static readonly DateTimeOffset At = new(2026, 3, 1, 8, 30, 0, TimeSpan.Zero);

    public const int WholeBuffer = 64 * 1024;

    public static List<ParsedLine> Ndjson(string text, int piece = WholeBuffer) => Ndjson(Encoding.UTF8.GetBytes(text), piece);

    public static List<ParsedLine> Ndjson(byte[] bytes, int piece = WholeBuffer) => Parse(StockLineParser.ParseNdjsonAsync, bytes, piece);

    public static List<ParsedLine> Json(string text, int piece = WholeBuffer) => Json(Encoding.UTF8.GetBytes(text), piece);

    public static List<ParsedLine> Json(byte[] bytes, int piece = WholeBuffer) => Parse(StockLineParser.ParseJsonAsync, bytes, piece);

    public static List<ParsedLine> Csv(string text, int piece = WholeBuffer) => Csv(Encoding.UTF8.GetBytes(text), piece);

    public static List<ParsedLine> Csv(byte[] bytes, int piece = WholeBuffer) => Parse(StockLineParser.ParseCsvAsync, bytes, piece);

    /// <summary>A line as <c>3 gtin:… =5</c>, <c>3 gtin:… -2</c> or <c>3 code field</c>: easy to compare.</summary>
    public static string Short(ParsedLine line) => line switch
    {
        { Refusal: { } refusal } => $"{line.Line} {refusal.Code} {refusal.Field}".TrimEnd(),
        { Change: { Count: { } count } change } => $"{line.Line} {change.Sku} ={count}",
        { Change: { } change } => $"{line.Line} {change.Sku} {change.Delta:+0;-0}",
        _ => throw new InvalidOperationException("Neither a change nor a refusal."),
    };

    private static List<ParsedLine> Parse(
        Func<PipeReader, DateTimeOffset, CancellationToken, IAsyncEnumerable<ParsedLine>> parse, byte[] bytes, int piece)
    {
        // All reads end at once: nothing here waits.
        var reader = PipeReader.Create(new MemoryStream(bytes), new StreamPipeReaderOptions(bufferSize: piece, minimumReadSize: 1));
        var lines = new List<ParsedLine>();
        var all = Collect();
        return all.IsCompletedSuccessfully ? lines : throw all.AsTask().Exception!.InnerException!;

        async ValueTask Collect()
        {
            await foreach (var line in parse(reader, At, CancellationToken.None)) lines.Add(line);
        }
    }
}
