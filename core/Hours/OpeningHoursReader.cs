using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MatchGrid.Hours;

/// <summary>Reads the text form of opening hours from left to right; stops at the first thing it does not understand.</summary>
internal sealed class OpeningHoursReader
{
    private static readonly string[] LongDayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private readonly string text;
    private readonly LocalInterval[][] week = [[], [], [], [], [], [], []];
    private readonly List<DatedHours> dated = [];
    private int position;
    private HoursSyntaxError? failure;

    private OpeningHoursReader(string text) => this.text = text;

    private char Next => position < text.Length ? text[position] : '\0';

    public static bool TryRead(string text, [NotNullWhen(true)] out OpeningRules? rules, [NotNullWhen(false)] out HoursSyntaxError? error)
    {
        rules = null;
        var reader = new OpeningHoursReader(text);
        if (!reader.ReadRules())
        {
            error = reader.failure ?? throw new InvalidOperationException("Refused without a reason.");
            return false;
        }

        rules = new(reader.week, reader.dated);
        error = null;
        return true;
    }

    private bool ReadRules()
    {
        do
        {
            SkipSpaces();
            if (position == text.Length) break;
            if (!ReadRule()) return false;
            SkipSpaces();
        }
        while (Take(';'));

        if (position < text.Length) return Fail("expected ';' before the next rule");
        return Array.Exists(week, day => day.Length > 0) || Fail("the week has no opening; write at least one, such as Mo-Fr 08:00-18:30", 0);
    }

    private bool ReadRule()
    {
        if (text.AsSpan(position).StartsWith("24/7", StringComparison.Ordinal))
        {
            position += 4;
            Array.Fill(week, [LocalInterval.WholeDay]);
            return true;
        }

        if (IsDateNext()) return ReadDatedRule();

        var days = new bool[7];
        if (!char.IsAsciiLetter(Next) || IsOffNext()) Array.Fill(days, true);
        else if (!ReadDays(days)) return false;

        if (!ReadTimes(out var intervals)) return false;
        for (var day = 0; day < 7; day++)
        {
            if (days[day]) week[day] = intervals;
        }

        return true;
    }

    private bool ReadDays(bool[] days)
    {
        do
        {
            SkipSpaces();
            if (!ReadDay(out var first)) return false;
            var last = first;
            if (TakeDash() && !ReadDay(out last)) return false;
            for (var day = first; ; day = (day + 1) % 7)
            {
                days[day] = true;
                if (day == last) break;
            }

            SkipSpaces();
        }
        while (Take(','));
        return true;
    }

    private bool ReadDay(out int day)
    {
        var start = position;
        while (char.IsAsciiLetter(Next)) position++;
        var word = text[start..position].ToLowerInvariant();
        day = word.Length is 2 or 3
            ? Array.FindIndex(LongDayNames, name => name.StartsWith(word, StringComparison.Ordinal))
            : Array.IndexOf(LongDayNames, word);
        if (day >= 0) return true;
        return word is "ph" or "sh"
            ? Fail("holidays differ from place to place; write their dates, such as 2026-12-25 off", start)
            : Fail("expected a weekday (Mo Tu We Th Fr Sa Su), a date (2026-12-25), a time (08:00-18:30), 'off' or '24/7'", start);
    }

    private bool ReadDatedRule()
    {
        var dates = new List<(DateOnly From, DateOnly To)>();
        do
        {
            SkipSpaces();
            var start = position;
            if (!ReadDate(out var from)) return false;
            var to = from;
            if (TakeDash() && !ReadDate(out to)) return false;
            if (to < from) return Fail("the dates are the wrong way round", start);
            dates.Add((from, to));
            SkipSpaces();
        }
        while (Take(','));

        if (!ReadTimes(out var intervals)) return false;
        dated.AddRange(dates.Select(range => new DatedHours(range.From, range.To, intervals)));
        return true;
    }

    private bool ReadDate(out DateOnly date)
    {
        date = default;
        if (!IsDateNext()
            || !DateOnly.TryParseExact(text.AsSpan(position, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            return Fail("expected a date of the calendar, such as 2026-12-25");
        }

        position += 10;
        return true;
    }

    /// <summary>Whether four digits and a dash follow; they begin nothing but a date.</summary>
    private bool IsDateNext() =>
        text.Length - position >= 10 && text.AsSpan(position, 4).ContainsAnyExceptInRange('0', '9') is false && text[position + 4] == '-';

    private bool IsOffNext()
    {
        var rest = text.AsSpan(position);
        return rest.StartsWith("off", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("closed", StringComparison.OrdinalIgnoreCase);
    }

    private bool ReadTimes(out LocalInterval[] intervals)
    {
        intervals = [];
        SkipSpaces();
        if (Take(':')) SkipSpaces();
        if (IsOffNext())
        {
            position += char.ToLowerInvariant(Next) == 'o' ? 3 : 6;
            return true;
        }

        var read = new List<LocalInterval>();
        do
        {
            SkipSpaces();
            var start = position;
            if (!ReadTime(out var from)) return false;
            if (!TakeDash()) return Fail("expected '-' and a closing time");
            if (!ReadTime(out var until)) return false;
            if (from >= LocalInterval.MinutesPerDay) return Fail("an opening time is 00:00 … 23:59", start);
            if (until == from) return Fail("opens and closes at the same time; write 00:00-24:00 for the whole day", start);
            if (until < from) until += LocalInterval.MinutesPerDay;
            read.Add(new(from, until));
            SkipSpaces();
        }
        while (Take(','));

        intervals = LocalInterval.Merge(read);
        return true;
    }

    private bool ReadTime(out int minutes)
    {
        var start = position;
        var hours = 0;
        while (char.IsAsciiDigit(Next) && position < start + 2) hours = (hours * 10) + (text[position++] - '0');
        minutes = 0;
        if (position == start || text.Length - position < 3 || Next != ':'
            || !char.IsAsciiDigit(text[position + 1]) || !char.IsAsciiDigit(text[position + 2]))
        {
            return Fail("expected a time, such as 08:00", start);
        }

        minutes = ((text[position + 1] - '0') * 10) + (text[position + 2] - '0');
        if (minutes > 59 || (hours * 60) + minutes > 2 * LocalInterval.MinutesPerDay) return Fail("not a time of day (00:00 … 48:00)", start);
        minutes += hours * 60;
        position += 3;
        return true;
    }

    private void SkipSpaces()
    {
        while (char.IsWhiteSpace(Next)) position++;
    }

    private bool Take(char expected)
    {
        if (Next != expected || position == text.Length) return false;
        position++;
        return true;
    }

    /// <summary>A dash with spaces round it, also the long ones that word processors make.</summary>
    private bool TakeDash()
    {
        var start = position;
        SkipSpaces();
        if (Next is '-' or '–' or '—')
        {
            position++;
            SkipSpaces();
            return true;
        }

        position = start;
        return false;
    }

    private bool Fail(string message, int? at = null)
    {
        failure = new(at ?? position, message);
        return false;
    }
}
