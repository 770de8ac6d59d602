namespace MatchGrid.Catalogue;

/// <summary>
/// The last digit of GTIN-8, -12, -13 and -14, CIP-13 and EAN: modulo 10 with weights 3 and 1 from the right (GS1 General Specifications 7.9).
/// </summary>
public static class GtinCheckDigit
{
    /// <summary>The check digit for the digits before it, 0 … 9.</summary>
    /// <exception cref="ArgumentException">Something else than digits.</exception>
    public static int Of(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            if (!char.IsAsciiDigit(digits[i])) throw new ArgumentException("Digits only.", nameof(digits));
            sum += (digits[i] - '0') * ((digits.Length - i) % 2 == 1 ? 3 : 1);
        }

        return (10 - (sum % 10)) % 10;
    }

    /// <summary>Whether the text is digits, the last of which is their check digit.</summary>
    public static bool IsRight(ReadOnlySpan<char> digits) =>
        digits.Length > 1 && !digits.ContainsAnyExceptInRange('0', '9') && Of(digits[..^1]) == digits[^1] - '0';
}
