using System.Diagnostics.CodeAnalysis;

namespace MatchGrid.Catalogue;

/// <summary>
/// What a scanner reads from a pack: a GS1 DataMatrix or GS1-128 (<c>]d2010340093595583817261231</c>, FNC1 as the character 29), the same with its
/// identifiers in brackets (<c>(01)03400935955838(17)261231</c>), or the plain digits of an EAN or UPC.
/// </summary>
public static class PackScan
{
    private const char Fnc1 = '\u001d';

    /// <summary>Longest GS1 message: a DataMatrix holds 2,335 characters.</summary>
    private const int MostCharacters = 2335;

    /// <summary>The SKU on the pack: its GTIN, application identifier 01. All others are passed over.</summary>
    public static bool TryReadSku(string? scan, [NotNullWhen(true)] out string? sku)
    {
        sku = null;
        var text = (scan ?? "").AsSpan().Trim(" \r\n\t");
        if (text.Length is 0 or > MostCharacters) return false;
        var symbology = text.Length > 3 && text[0] == ']' ? text[1..3] : [];
        if (symbology.Length > 0) text = text[3..];

        var gtin = text[0] == '(' ? FromBrackets(text)
            : symbology is "d2" or "C1" or "Q3" or "e0" or "J1" || text[0] == Fnc1 || text.Length > 14 ? FromElements(text.TrimStart(Fnc1))
            : text;
        return SkuSyntax.TryNormalise($"gtin:{gtin}", out sku, out _);
    }

    private static ReadOnlySpan<char> FromBrackets(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            var close = text.IndexOf(')');
            if (text[0] != '(' || close < 0) return [];
            var identifier = text[1..close];
            text = text[(close + 1)..];
            // A bracket that belongs to a value is written \( .
            var end = 0;
            while (end < text.Length && (text[end] != '(' || (end > 0 && text[end - 1] == '\\'))) end++;
            if (identifier is "01") return text[..end];
            text = text[end..];
        }

        return [];
    }

    private static ReadOnlySpan<char> FromElements(ReadOnlySpan<char> text)
    {
        while (text.Length >= 2)
        {
            if (text[..2] is "01") return text.Length >= 16 ? text[2..16] : [];
            var length = LengthOf(text[..2]);
            if (length > text.Length) return [];
            if (length == 0)
            {
                var separator = text.IndexOf(Fnc1);
                if (separator < 0) return [];
                length = separator;
            }

            text = text[length..].TrimStart(Fnc1);
        }

        return [];
    }

    /// <summary>
    /// Characters of an element, identifier included, whose length is told by its first two digits (GS1 General Specifications 7.8.5); 0 for one that
    /// lasts to the next FNC1.
    /// </summary>
    private static int LengthOf(ReadOnlySpan<char> identifier) => identifier switch
    {
        "00" => 20,
        "02" or "03" => 16,
        "04" => 18,
        "11" or "12" or "13" or "14" or "15" or "16" or "17" or "18" or "19" => 8,
        "20" => 4,
        "31" or "32" or "33" or "34" or "35" or "36" => 10,
        "41" => 16,
        _ => 0,
    };
}
