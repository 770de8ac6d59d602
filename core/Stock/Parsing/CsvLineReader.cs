using System.Text;

namespace MatchGrid.Stock;

/// <summary>A line is values apart by the separator that the header has; the header names the columns.</summary>
internal sealed class CsvLineReader(DateTimeOffset at) : ILineReader
{
    private const byte Quote = (byte)'"';

    private readonly SkuCache skus = new();
    private readonly byte[] unquoted = new byte[StockLineParser.MostLineBytes];
    private StockField[]? columns;
    private byte separator;

    public bool IsFinished { get; private set; }

    public ParsedLine? Read(int line, ReadOnlySpan<byte> utf8)
    {
        if (line == 1 && utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        if (utf8.EndsWith("\r"u8)) utf8 = utf8[..^1];
        if (utf8.Trim(" \t"u8).IsEmpty) return null;
        if (columns is not null) return ReadValues(line, utf8, columns);

        if (ReadHeader(utf8) is not { } refusal) return null;
        IsFinished = true;
        return new(line, null, Refusal: refusal);
    }

    private ParsedLine ReadValues(int line, ReadOnlySpan<byte> rest, StockField[] fields)
    {
        var draft = new LineDraft(line, skus);
        for (var column = 0; ; column++)
        {
            if (!TryTakeValue(ref rest, out var value, out var more))
                return Broken(line, "A quoted value does not end, or goes on after its quote.");
            value = value.Trim(" \t"u8);
            if (column < fields.Length)
            {
                if (!value.IsEmpty) draft.Set(fields[column], value);
            }
            else if (!value.IsEmpty)
            {
                return Broken(line, $"The line has more values than the header's {fields.Length}.");
            }

            if (more) continue;
            return column + 1 < fields.Length
                ? Broken(line, $"The line has {column + 1} values, the header {fields.Length}.")
                : draft.Finish(at);
        }
    }

    private Refusal? ReadHeader(ReadOnlySpan<byte> header)
    {
        separator = (byte)';';
        foreach (var other in ",\t"u8)
        {
            if (header.Count(other) > header.Count(separator)) separator = other;
        }

        var names = new List<StockField>();
        for (var more = true; more;)
        {
            if (!TryTakeValue(ref header, out var name, out more)) return new(RefusalCodes.InvalidCsv, "The header has a quote that does not end.");
            names.Add(StockFields.OfColumn(Encoding.UTF8.GetString(name)));
        }

        if (!names.Contains(StockField.Sku)) return new(RefusalCodes.MissingField, "The header names no column sku.", StockField.Sku.Name());
        if (!names.Contains(StockField.OnHand) && !names.Contains(StockField.Delta))
            return new(RefusalCodes.MissingField, "The header names no column onHand or delta.", StockField.OnHand.Name());
        foreach (var field in names.Where(field => field != StockField.Unknown))
        {
            if (names.Count(name => name == field) > 1) return new(RefusalCodes.InvalidCsv, $"The header names {field.Name()} twice.", field.Name());
        }

        columns = [.. names];
        return null;
    }

    /// <summary>Takes a value and the separator after it off the line; false for a quote out of place.</summary>
    private bool TryTakeValue(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value, out bool more)
    {
        if (rest.IsEmpty || rest[0] != Quote)
        {
            var end = rest.IndexOf(separator);
            more = end >= 0;
            value = more ? rest[..end] : rest;
            rest = more ? rest[(end + 1)..] : [];
            return true;
        }

        value = [];
        more = false;
        var length = 0;
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == Quote)
            {
                var next = i + 1 < rest.Length ? rest[i + 1] : separator;
                if (next == separator)
                {
                    more = i + 1 < rest.Length;
                    value = unquoted.AsSpan(0, length);
                    rest = rest[Math.Min(i + 2, rest.Length)..];
                    return true;
                }

                if (next != Quote) return false;
                i++; // two quotes are one
            }

            unquoted[length++] = rest[i];
        }

        return false;
    }

    private static ParsedLine Broken(int line, string message) => new(line, null, Refusal: new(RefusalCodes.InvalidCsv, message));
}
