using System.Buffers;

namespace MatchGrid.Stock;

/// <summary>
/// A piece is an element of a JSON array, or the only value there is. Only strings and brackets are looked at, so that a mistake inside an element
/// stays there; a missing comma between two is not held against them.
/// </summary>
internal sealed class ElementFraming : IFraming
{
    private int line;
    private Phase phase;
    private bool inArray;
    private bool skipping;
    private int depth;
    private bool inString;
    private bool escaped;

    /// <summary>Bytes of the buffer that were looked at and not taken: the element so far.</summary>
    private long scanned;

    private enum Phase
    {
        Start,
        Between,
        Element,
        After,
        Done,
    }

    public bool TryTake(ref ReadOnlySequence<byte> buffer, bool last, out Frame frame)
    {
        frame = default;
        if (phase == Phase.Done)
        {
            buffer = buffer.Slice(buffer.End);
            return false;
        }

        var reader = new SequenceReader<byte>(buffer);
        reader.Advance(scanned);
        while (reader.TryRead(out var letter))
        {
            if (phase != Phase.Element)
            {
                if (!BeginsElement(letter)) continue;
                reader.Rewind(1);
                buffer = buffer.Slice(reader.Position);
                reader = new(buffer);
                (scanned, depth, inString, escaped) = (0, 0, false, false);
                if (phase == Phase.After) return Take(ref buffer, buffer.Slice(0, 1), Phase.Done, out frame); // what follows the end is no JSON
                phase = Phase.Element;
                continue;
            }

            var end = EndsElement(letter);
            if (end == Ending.Before) reader.Rewind(1);
            scanned = reader.Consumed;
            if (end == Ending.No)
            {
                if (scanned <= StockLineParser.MostLineBytes || skipping) continue;
                skipping = true;
                frame = new(++line, buffer, FrameEnd.TooLong);
                break;
            }

            if (!skipping) return Take(ref buffer, buffer.Slice(0, reader.Position), inArray ? Phase.Between : Phase.After, out frame);
            skipping = false;
            phase = inArray ? Phase.Between : Phase.After;
        }

        return AfterAll(ref buffer, reader.Position, last, ref frame);
    }

    private static bool IsSpace(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private bool AfterAll(ref ReadOnlySequence<byte> buffer, SequencePosition position, bool last, ref Frame frame)
    {
        if (phase != Phase.Element || skipping)
        {
            buffer = buffer.Slice(position);
            scanned = 0;
            if (frame.End == FrameEnd.TooLong) return true;
        }

        if (!last || phase == Phase.After) return false;
        frame = new(++line, buffer, FrameEnd.Cut);
        phase = Phase.Done;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private bool Take(ref ReadOnlySequence<byte> buffer, ReadOnlySequence<byte> element, Phase next, out Frame frame)
    {
        frame = new(++line, element, FrameEnd.Whole);
        buffer = buffer.Slice(element.End);
        phase = next;
        scanned = 0;
        return true;
    }

    private bool BeginsElement(byte letter)
    {
        if (IsSpace(letter)) return false;
        switch (phase)
        {
            case Phase.Start when letter is 0xEF or 0xBB or 0xBF: // byte order mark
                return false;
            case Phase.Start when letter == '[':
                (phase, inArray) = (Phase.Between, true);
                return false;
            case Phase.Between when letter == ',':
                return false;
            case Phase.Between when letter == ']':
                phase = Phase.After;
                return false;
            default:
                return true;
        }
    }

    private Ending EndsElement(byte letter)
    {
        if (inString)
        {
            inString = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
            return Ending.No;
        }

        switch (letter)
        {
            case (byte)'"':
                inString = true;
                return Ending.No;
            case (byte)'{' or (byte)'[':
                depth++;
                return Ending.No;
            case (byte)'}' or (byte)']' when depth > 0:
                return --depth == 0 ? Ending.After : Ending.No;
            case (byte)']' or (byte)',' when depth == 0 && inArray:
                return Ending.Before;
            default:
                return Ending.No;
        }
    }

    private enum Ending
    {
        No,
        Before,
        After,
    }
}
