using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;

namespace MatchGrid.Stock;

/// <summary>A line while its fields are read; keeps the first thing that is wrong with it.</summary>
internal struct LineDraft(int line, SkuCache skus)
{
    private const int MostHoldIdBytes = 64;

    private Sku? sku;
    private int? onHand;
    private int? delta;
    private DateTimeOffset? at;
    private long? number;
    private HoldId? hold;
    private int? priceMinor;
    private string? currency;
    private DateOnly? expires;

    public Refusal? Refusal { get; private set; }

    /// <summary>Takes in a field as it is written, without quotes.</summary>
    public void Set(StockField field, ReadOnlySpan<byte> text)
    {
        switch (field)
        {
            case StockField.Sku:
                if (skus.TryFind(text, out var found, out var error)) sku = found;
                else Refuse(RefusalCodes.InvalidSku, field, error);
                break;
            case StockField.OnHand:
                onHand = Packs(field, text, 0);
                break;
            case StockField.Delta:
                delta = Packs(field, text, -StockDecider.MostPacks);
                if (delta == 0) Refuse(RefusalCodes.CountOutOfRange, field, "A delta is not 0.");
                break;
            case StockField.At:
                if (Rfc3339.TryParse(text, out var instant)) at = instant;
                else Refuse(RefusalCodes.InvalidInstant, field, "Write an instant with its offset, such as 2026-03-01T08:30:00Z.");
                break;
            case StockField.Number:
                if (Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length && value >= 0) number = value;
                else Refuse(RefusalCodes.InvalidField, field, "A number is a whole number from 0.");
                break;
            case StockField.HoldId:
                if (text.Length is > 0 and <= MostHoldIdBytes && !text.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
                    hold = HoldId.Of(Encoding.ASCII.GetString(text));
                else
                    Refuse(RefusalCodes.InvalidField, field, "Not the id of a hold.");
                break;
            case StockField.PriceMinor:
                if (Utf8Parser.TryParse(text, out int minor, out var read) && read == text.Length && minor >= 0) priceMinor = minor;
                else Refuse(RefusalCodes.InvalidField, field, "A price is a whole number of minor units from 0.");
                break;
            case StockField.Currency:
                if (text.Length == 3 && !text.ContainsAnyExceptInRange((byte)'A', (byte)'Z')) currency = skus.Currency(text);
                else Refuse(RefusalCodes.InvalidField, field, "A currency is three capital letters (ISO 4217).");
                break;
            case StockField.Expires:
                var date = Encoding.UTF8.GetString(text);
                if (DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                    expires = day;
                else
                    Refuse(RefusalCodes.InvalidField, field, "Write a date as 2027-05-31.");
                break;
        }
    }

    /// <summary>Refuses a field whose value is of the wrong kind.</summary>
    public void Mistyped(StockField field) => Refuse(
        field switch
        {
            StockField.Sku => RefusalCodes.InvalidSku,
            StockField.OnHand or StockField.Delta => RefusalCodes.InvalidCount,
            StockField.At => RefusalCodes.InvalidInstant,
            _ => RefusalCodes.InvalidField,
        },
        field,
        field.IsNumber() ? "A whole number is expected." : "A text is expected.");

    /// <summary>The whole line, once all fields are in.</summary>
    /// <param name="uploadedAt">Instant of a line that has none.</param>
    public ParsedLine Finish(DateTimeOffset uploadedAt)
    {
        if (Refusal is null)
        {
            if (sku is null)
                Refuse(RefusalCodes.MissingField, StockField.Sku, "A line names its SKU.");
            else if (onHand is not null && delta is not null)
                Refuse(RefusalCodes.BothCountAndDelta, StockField.Delta, "A line has onHand or delta, not both.");
            else if (onHand is null && delta is null)
                Refuse(RefusalCodes.MissingField, StockField.OnHand, "A line has onHand or delta.");
            else if (hold is not null && delta is not < 0)
                Refuse(RefusalCodes.InvalidField, StockField.HoldId, "Only a negative delta hands a hold over.");
            else if (priceMinor is not null && currency is null)
                Refuse(RefusalCodes.MissingField, StockField.Currency, "A price has a currency.");
        }

        return Refusal is { } refusal
            ? new(line, null, Refusal: refusal)
            : new(line, new(sku!.Value, onHand, delta, at ?? uploadedAt, hold, priceMinor, priceMinor is null ? null : currency), number, expires);
    }

    private int? Packs(StockField field, ReadOnlySpan<byte> text, int least)
    {
        if (Utf8Parser.TryParse(text, out int packs, out var used) && used == text.Length && packs >= least && packs <= StockDecider.MostPacks)
            return packs;
        var digits = text.Length > 1 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        var isInteger = digits.Length > 0 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
        if (isInteger) Refuse(RefusalCodes.CountOutOfRange, field, $"At least {least:N0} and at most {StockDecider.MostPacks:N0} packs.");
        else Refuse(RefusalCodes.InvalidCount, field, "Packs are a whole number.");
        return null;
    }

    private void Refuse(string code, StockField field, string message) => Refusal ??= new(code, message, field.Name());
}
