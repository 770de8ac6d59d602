namespace MatchGrid.Stock;

/// <summary>
/// Instants as RFC 3339 writes them: <c>2026-03-01T08:30:00.25+01:00</c>. The offset is required; a leap second is the second after it.
/// </summary>
internal static class Rfc3339
{
    private const int SecondsLength = 19;

    /// <summary>Fractions past 100 ns are left out.</summary>
    private const int MostFractionDigits = 7;

    /// <summary>Reads an instant into UTC; refuses what the calendar or the clock does not have.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset instant)
    {
        instant = default;
        if (text.Length <= SecondsLength || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return false;
        if (text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')) return false;
        var (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        var (hour, minute, second) = (Digits(text[11..13]), Digits(text[14..16]), Digits(text[17..19]));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return false;
        if (!TryReadFraction(text[SecondsLength..], out var fraction, out var rest) || !TryReadOffset(rest, out var offset)) return false;

        var toTheMinute = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc);
        var ticks = toTheMinute.Ticks + (second * TimeSpan.TicksPerSecond) + fraction - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        instant = new(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadFraction(ReadOnlySpan<byte> text, out long ticks, out ReadOnlySpan<byte> rest)
    {
        ticks = 0;
        rest = text;
        if (text[0] != '.') return true;
        var end = 1;
        for (var unit = TimeSpan.TicksPerSecond / 10; end < text.Length && text[end] is >= (byte)'0' and <= (byte)'9'; end++, unit /= 10)
        {
            if (end <= MostFractionDigits) ticks += (text[end] - '0') * unit;
        }

        rest = text[end..];
        return end > 1;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text.Length == 1) return text[0] is (byte)'Z' or (byte)'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':') return false;
        var (hours, minutes) = (Digits(text[1..3]), Digits(text[4..6]));
        if (hours is < 0 or > 23 || minutes is < 0 or > 59) return false;
        offset = new(hours, minutes, 0);
        if (text[0] == '-') offset = -offset;
        return true;
    }

    /// <summary>The number, or −1.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var number = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return -1;
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
