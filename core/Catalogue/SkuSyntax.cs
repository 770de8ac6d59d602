using System.Diagnostics.CodeAnalysis;

namespace MatchGrid.Catalogue;

/// <summary>
/// How a SKU is written: <c>scheme:code</c>, the scheme 2 to 16 lower-case letters and digits, the code 1 to 64 printable characters without spaces.
/// One product has one spelling, so that two sources that write it differently mean the same.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>gtin</c>: 14 digits with their check digit; 8, 12 and 13 are filled up with zeros.</item>
/// <item><c>ndc</c>: 5-4-2 digits; 4-4-2, 5-3-2, 5-4-1 and 11 digits without dashes are brought to that (10 digits without dashes could be
/// three products).</item>
/// <item><c>cip13</c>: 13 digits with their check digit.</item>
/// <item><c>nmpa</c>: upper case, without 国药准字 before it.</item>
/// <item>any other scheme: the code as it is.</item>
/// </list>
/// </remarks>
public static class SkuSyntax
{
    public const int MostCodeCharacters = 64;
    private const int LeastSchemeCharacters = 2;
    private const int MostSchemeCharacters = 16;
    private const string NmpaPrefix = "国药准字";

    /// <summary>Brings a SKU to its one spelling. Spaces round it and the case of the scheme do not matter.</summary>
    /// <param name="input">What somebody wrote.</param>
    /// <param name="canonical">The one spelling.</param>
    /// <param name="error">Otherwise what is wrong with it.</param>
    public static bool TryNormalise(string? input, [NotNullWhen(true)] out string? canonical, [NotNullWhen(false)] out string? error)
    {
        canonical = null;
        var text = (input ?? "").Trim();
        var colon = text.IndexOf(':');
        if (colon < 0)
        {
            error = "a SKU is written scheme:code, such as gtin:03400935955838";
            return false;
        }

        var scheme = text[..colon].ToLowerInvariant();
        if (scheme.Length is < LeastSchemeCharacters or > MostSchemeCharacters
            || !scheme.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)))
        {
            error = $"a scheme has {LeastSchemeCharacters} to {MostSchemeCharacters} letters and digits";
            return false;
        }

        var code = text[(colon + 1)..];
        if (code.Length is 0 or > MostCodeCharacters || !IsPrintable(code))
        {
            error = $"a code has 1 to {MostCodeCharacters} printable characters and no spaces";
            return false;
        }

        (var normal, error) = scheme switch
        {
            "gtin" => Gtin(code),
            "ndc" => Ndc(code),
            "cip13" => code.Length == 13 && GtinCheckDigit.IsRight(code) ? (code, null) : (null, "a CIP-13 has 13 digits, the last a check digit"),
            "nmpa" => Nmpa(code),
            _ => (code, null),
        };
        canonical = normal is null ? null : $"{scheme}:{normal}";
        return error is null;
    }

    private static (string? Code, string? Error) Gtin(string code) =>
        code.Length is not (8 or 12 or 13 or 14) || code.AsSpan().ContainsAnyExceptInRange('0', '9') ? (null, "a GTIN has 8, 12, 13 or 14 digits")
        : GtinCheckDigit.IsRight(code) ? (code.PadLeft(14, '0'), null)
        : (null, $"the check digit of this GTIN would be {GtinCheckDigit.Of(code.AsSpan(..^1))}");

    private static (string? Code, string? Error) Ndc(string code)
    {
        var parts = code.Split('-');
        if (parts is [{ Length: 11 }]) parts = [code[..5], code[5..9], code[9..]];
        var digits = parts.All(part => !part.AsSpan().ContainsAnyExceptInRange('0', '9'));
        return digits && parts
            is [{ Length: 5 }, { Length: 4 }, { Length: 1 or 2 }]
            or [{ Length: 4 }, { Length: 4 }, { Length: 2 }]
            or [{ Length: 5 }, { Length: 3 }, { Length: 2 }]
            ? ($"{parts[0].PadLeft(5, '0')}-{parts[1].PadLeft(4, '0')}-{parts[2].PadLeft(2, '0')}", null)
            : (null, "an NDC has 5-4-2, 4-4-2, 5-3-2 or 5-4-1 digits with dashes, or 11 without");
    }

    private static (string? Code, string? Error) Nmpa(string code)
    {
        var number = (code.StartsWith(NmpaPrefix, StringComparison.Ordinal) ? code[NmpaPrefix.Length..] : code).ToUpperInvariant();
        return number.Length > 0 ? (number, null) : (null, "an NMPA approval has a number");
    }

    private static bool IsPrintable(string code)
    {
        foreach (var rune in code.EnumerateRunes())
        {
            if (System.Text.Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Control
                or System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.OtherNotAssigned
                or System.Globalization.UnicodeCategory.PrivateUse
                or System.Globalization.UnicodeCategory.SpaceSeparator
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator
                || rune == System.Text.Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
