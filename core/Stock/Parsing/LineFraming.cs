using System.Buffers;

namespace MatchGrid.Stock;

/// <summary>A piece is a line; lines end with a line feed.</summary>
internal sealed class LineFraming : IFraming
{
    private int line;
    private bool skipping;

    public bool TryTake(ref ReadOnlySequence<byte> buffer, bool last, out Frame frame)
    {
        while (buffer.PositionOf((byte)'\n') is { } end)
        {
            var bytes = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            if (!skipping)
            {
                frame = Piece(bytes, FrameEnd.Whole);
                return true;
            }

            skipping = false;
        }

        var rest = buffer;
        frame = default;
        var tooLong = rest.Length > StockLineParser.MostLineBytes;
        if (!skipping && !tooLong && !last) return false;
        buffer = buffer.Slice(buffer.End);
        if (skipping || rest.IsEmpty) return false;
        skipping = !last;
        frame = Piece(rest, FrameEnd.Unterminated);
        return true;
    }

    private Frame Piece(ReadOnlySequence<byte> bytes, FrameEnd end) =>
        new(++line, bytes, bytes.Length > StockLineParser.MostLineBytes ? FrameEnd.TooLong : end);
}
