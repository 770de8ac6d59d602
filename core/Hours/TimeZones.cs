using System.Diagnostics.CodeAnalysis;

namespace MatchGrid.Hours;

/// <summary>Time zones by IANA name, from the machine's time zone data.</summary>
internal static class TimeZones
{
    public static bool TryFind([NotNullWhen(true)] string? name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = null;
        // The name becomes a path under the zone data: letters, digits, _ + - and single slashes only.
        return name is { Length: > 0 and <= 64 }
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '+' or '-' or '/')
            && char.IsAsciiLetter(name[0])
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone);
    }

    public static HoursSyntaxError Unknown(string? name) =>
        new(-1, $"'{name}' is not a time zone known here; write its IANA name, such as Europe/Paris");
}
