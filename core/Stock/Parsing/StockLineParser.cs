using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MatchGrid.Stock;

/// <summary>
/// Reads stock uploads line by line, in the memory of one line. What is wrong in a line is told in its place and never stops the next.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term>sku</term><description>required, <c>scheme:code</c></description></item>
/// <item><term>onHand</term><description>packs counted, 0 … 1,000,000; this or delta, not both</description></item>
/// <item><term>delta</term><description>packs that came or went, −1,000,000 … 1,000,000, not 0</description></item>
/// <item><term>at</term><description>when it was counted or happened, RFC 3339; otherwise the instant of the upload</description></item>
/// <item><term>number</term><description>of the change, in the source's own count, from 0</description></item>
/// <item><term>holdId</term><description>with a negative delta: the hold that was handed over</description></item>
/// <item><term>priceMinor, currency</term><description>price of a pack in minor units, and its ISO 4217 code</description></item>
/// <item><term>expires</term><description>yyyy-MM-dd</description></item>
/// </list>
/// Other fields are passed over; null, and an empty value of a CSV, is as if absent. The caller completes the reader.
/// </remarks>
public static class StockLineParser
{
    /// <summary>The longest line, or element of a JSON array: 8 KiB. A longer one is refused and passed over.</summary>
    public const int MostLineBytes = 8 * 1024;

    /// <summary>One JSON object a line. A last line that ends in the middle is refused as truncated.</summary>
    /// <param name="body">The upload, UTF-8.</param>
    /// <param name="at">Instant of lines that have none.</param>
    /// <param name="cancellationToken">Stops between two reads.</param>
    public static IAsyncEnumerable<ParsedLine> ParseNdjsonAsync(PipeReader body, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        ParseAsync(body, new LineFraming(), new JsonLineReader(at), cancellationToken);

    /// <summary>An array of objects, or one object. An element with a mistake inside is refused alone; a body that ends too early says so.</summary>
    /// <inheritdoc cref="ParseNdjsonAsync"/>
    public static IAsyncEnumerable<ParsedLine> ParseJsonAsync(PipeReader body, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        ParseAsync(body, new ElementFraming(), new JsonLineReader(at), cancellationToken);

    /// <summary>
    /// Comma, semicolon or tab separated text with a header that names the columns in any order, case and punctuation (<c>on_hand</c> is
    /// onHand). Values may be quoted, but hold no line breaks: a forgotten quote costs its own line and no other. A line must have as many
    /// values as the header. A header without the columns that are required ends the reading, and is refused itself.
    /// </summary>
    /// <inheritdoc cref="ParseNdjsonAsync"/>
    public static IAsyncEnumerable<ParsedLine> ParseCsvAsync(PipeReader body, DateTimeOffset at, CancellationToken cancellationToken = default) =>
        ParseAsync(body, new LineFraming(), new CsvLineReader(at), cancellationToken);

    private static async IAsyncEnumerable<ParsedLine> ParseAsync(
        PipeReader body, IFraming framing, ILineReader reader, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool last;
        do
        {
            var read = await body.ReadAsync(cancellationToken);
            last = read.IsCompleted || read.IsCanceled;
            var rest = read.Buffer;
            try
            {
                while (!reader.IsFinished && framing.TryTake(ref rest, last, out var frame))
                {
                    if (Parse(reader, frame) is { } line) yield return line;
                }
            }
            finally
            {
                body.AdvanceTo(reader.IsFinished ? rest.End : rest.Start, rest.End);
            }
        }
        while (!last && !reader.IsFinished);
    }

    private static ParsedLine? Parse(ILineReader reader, Frame frame)
    {
        switch (frame.End)
        {
            case FrameEnd.TooLong:
                return new(frame.Line, null, Refusal: new(RefusalCodes.LineTooLong, $"A line has at most {MostLineBytes:N0} bytes."));
            case FrameEnd.Cut:
                return new(frame.Line, null, Refusal: new(RefusalCodes.Truncated, "The upload ends in the middle."));
        }

        var utf8 = frame.Bytes.IsSingleSegment ? frame.Bytes.FirstSpan : frame.Bytes.ToArray();
        var parsed = reader.Read(frame.Line, utf8);
        return frame.End == FrameEnd.Unterminated && parsed?.Refusal?.Code is RefusalCodes.InvalidJson or RefusalCodes.InvalidCsv
            ? new(frame.Line, null, Refusal: new(RefusalCodes.Truncated, "The upload ends in the middle of this line."))
            : parsed;
    }
}
