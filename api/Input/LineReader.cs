using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace MatchGrid.Api.Input;

/// <summary>Reads a body line by line, no line longer than a limit in memory.</summary>
public static class LineReader
{
    /// <summary>
    /// Lines without their ends (LF or CR LF), empty ones left out. A line that is too long comes as null and is read past.
    /// </summary>
    public static async IAsyncEnumerable<NumberedLine> ReadAsync(
        PipeReader body, int mostBytes, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var number = 0L;
        var tooLong = false;
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                number++;
                if (Line(buffer.Slice(0, end), number, mostBytes, tooLong) is { } line)
                    yield return line;
                tooLong = false;
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }

            if (buffer.Length > mostBytes + 1)
            {
                tooLong = true;
                buffer = buffer.Slice(buffer.End);
            }

            body.AdvanceTo(buffer.Start, buffer.End);
            if (!read.IsCompleted)
                continue;
            if ((!buffer.IsEmpty || tooLong) && Line(buffer, number + 1, mostBytes, tooLong) is { } last)
                yield return last;
            yield break;
        }
    }

    private static NumberedLine? Line(ReadOnlySequence<byte> bytes, long number, int mostBytes, bool tooLong)
    {
        if (tooLong)
            return new(number, null);
        var line = bytes.ToArray().AsMemory();
        if (line.Span.EndsWith("\r"u8))
            line = line[..^1];
        if (line.Length > mostBytes)
            return new(number, null);
        return line.Span.Trim(" \t"u8).IsEmpty ? null : new(number, line);
    }
}

/// <summary>A line and its number, from 1; no bytes for one that is too long.</summary>
public readonly record struct NumberedLine(long Number, ReadOnlyMemory<byte>? Bytes);
