namespace MatchGrid.Silo.Identifiers;

/// <summary>Ids and codes from random bits, in Crockford's base 32.</summary>
internal static class Base32
{
    /// <summary>Random bytes that an id takes.</summary>
    public const int IdBytes = 10;

    /// <summary>Without A and E; I, O and U are not in the alphabet anyway.</summary>
    public const string CodeLetters = "0123456789BCDFGHJKMNPQRSTVWXYZ";

    public const int CodeLength = 8;

    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A ULID: 10 characters of Unix milliseconds, 16 of 80 random bits.</summary>
    public static string Id(DateTimeOffset now, ReadOnlySpan<byte> random)
    {
        Span<char> text = stackalloc char[26];
        var time = now.ToUnixTimeMilliseconds();
        for (var i = 9; i >= 0; i--, time >>= 5)
            text[i] = Letters[(int)(time & 31)];
        var (bits, held, next) = (0, 0, 10);
        foreach (var value in random[..IdBytes])
        {
            (bits, held) = ((bits << 8) | value, held + 8);
            for (; held >= 5; held -= 5)
                text[next++] = Letters[(bits >> (held - 5)) & 31];
            bits &= 31;
        }

        return new(text);
    }
}
