using System.Text.Json;
using System.Text.Unicode;

namespace MatchGrid.Stock;

/// <summary>A line is a JSON object.</summary>
internal sealed class JsonLineReader(DateTimeOffset at) : ILineReader
{
    private static readonly Refusal NotAnObject = new(RefusalCodes.InvalidJson, "A line is one JSON object.");

    private readonly SkuCache skus = new();

    public bool IsFinished => false;

    public ParsedLine? Read(int line, ReadOnlySpan<byte> utf8)
    {
        if (line == 1 && utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        utf8 = utf8.Trim(" \t\r"u8);
        if (utf8.IsEmpty) return null;
        // Most of what is no JSON shows at its ends, and costs no exception.
        if (utf8[0] != '{' || utf8[^1] != '}' || !Utf8.IsValid(utf8)) return new(line, null, Refusal: NotAnObject);
        try
        {
            return ReadObject(line, utf8);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half a character.
            return new(line, null, Refusal: NotAnObject);
        }
    }

    private ParsedLine ReadObject(int line, ReadOnlySpan<byte> utf8)
    {
        var draft = new LineDraft(line, skus);
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            reader.Read();
            if (field == StockField.Unknown) reader.Skip();
            else if (reader.TokenType != JsonTokenType.Null) SetField(ref draft, field, ref reader);
        }

        while (reader.Read())
        {
            // Refuses what follows the object.
        }

        return draft.Finish(at);
    }

    private static void SetField(ref LineDraft draft, StockField field, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != (field.IsNumber() ? JsonTokenType.Number : JsonTokenType.String))
        {
            draft.Mistyped(field);
            reader.Skip();
        }
        else if (!reader.ValueIsEscaped)
        {
            draft.Set(field, reader.ValueSpan);
        }
        else
        {
            Span<byte> plain = stackalloc byte[StockLineParser.MostLineBytes];
            draft.Set(field, plain[..reader.CopyString(plain)]);
        }
    }

    private static StockField FieldOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("sku"u8) ? StockField.Sku
        : reader.ValueTextEquals("onHand"u8) ? StockField.OnHand
        : reader.ValueTextEquals("delta"u8) ? StockField.Delta
        : reader.ValueTextEquals("at"u8) ? StockField.At
        : reader.ValueTextEquals("number"u8) ? StockField.Number
        : reader.ValueTextEquals("holdId"u8) ? StockField.HoldId
        : reader.ValueTextEquals("priceMinor"u8) ? StockField.PriceMinor
        : reader.ValueTextEquals("currency"u8) ? StockField.Currency
        : reader.ValueTextEquals("expires"u8) ? StockField.Expires
        : StockField.Unknown;
}
