namespace MatchGrid.Stock;

/// <summary>The fields of a line.</summary>
internal enum StockField
{
    Unknown,
    Sku,
    OnHand,
    Delta,
    At,
    Number,
    HoldId,
    PriceMinor,
    Currency,
    Expires,
}

internal static class StockFields
{
    private static readonly string[] Names = ["", "sku", "onHand", "delta", "at", "number", "holdId", "priceMinor", "currency", "expires"];

    public static string Name(this StockField field) => Names[(int)field];

    /// <summary>Fields that are numbers in JSON; all others are texts.</summary>
    public static bool IsNumber(this StockField field) =>
        field is StockField.OnHand or StockField.Delta or StockField.Number or StockField.PriceMinor;

    /// <summary>A column's field, whatever its case and punctuation.</summary>
    public static StockField OfColumn(string header)
    {
        var name = string.Concat(header.Where(char.IsLetterOrDigit));
        var index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? StockField.Unknown : (StockField)index;
    }
}
