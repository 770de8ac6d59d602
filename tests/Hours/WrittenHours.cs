using FsCheck;
using FsCheck.Fluent;
using MatchGrid.Hours;

namespace MatchGrid.Tests.Hours;

/// <summary>
/// Random opening hours with their own plain reading of what they mean: a list of rules, each with the days it is for and minutes of the day.
/// </summary>
public sealed record WrittenHours(string Zone, IReadOnlyList<(string Days, Func<DateOnly, bool> Applies, (int From, int Until)[] Times)> Rules)
{
    private static readonly string[] Names = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];

    /// <summary>Zones and days on which their clocks change, and one that never does.</summary>
    public static Gen<(string Zone, DateTimeOffset Around)> Times { get; } = Gen.Elements(
        ("America/New_York", new DateTimeOffset(2026, 3, 8, 6, 0, 0, TimeSpan.Zero)),
        ("America/New_York", new DateTimeOffset(2026, 11, 1, 5, 0, 0, TimeSpan.Zero)),
        ("Europe/Paris", new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero)),
        ("Europe/Paris", new DateTimeOffset(2026, 10, 25, 0, 0, 0, TimeSpan.Zero)),
        ("Australia/Lord_Howe", new DateTimeOffset(2026, 4, 4, 12, 0, 0, TimeSpan.Zero)),
        ("Asia/Shanghai", new DateTimeOffset(2026, 12, 25, 0, 0, 0, TimeSpan.Zero)));

    public string Text => string.Join("; ", Rules.Select(rule => rule.Times.Length == 0
        ? $"{rule.Days} off"
        : $"{rule.Days} {string.Join(',', rule.Times.Select(time => $"{Clock(time.From)}-{Clock(time.Until)}"))}"));

    public OpeningHours Parsed => OpeningHours.Parse(Text, Zone);

    /// <summary>By the definition: the local time lies in an interval of its date, or in one of the day before that lasts past midnight.</summary>
    public bool IsOpen(DateTimeOffset instant)
    {
        var local = TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(Zone)).DateTime;
        var (date, minute) = (DateOnly.FromDateTime(local), (local.Hour * 60) + local.Minute);
        return On(date).Any(time => minute >= time.From && minute < Length(time)) || On(date.AddDays(-1)).Any(time => minute + 1440 < Length(time));

        static int Length((int From, int Until) time) => time.Until > time.From ? time.Until : time.Until + 1440;

        (int From, int Until)[] On(DateOnly day) =>
            Rules.LastOrDefault(rule => char.IsAsciiDigit(rule.Days[0]) && rule.Applies(day)).Times
            ?? Rules.LastOrDefault(rule => !char.IsAsciiDigit(rule.Days[0]) && rule.Applies(day)).Times
            ?? [];
    }

    /// <summary>Hours and a whole minute within two days of a change of the clock.</summary>
    public static Gen<(WrittenHours Hours, DateTimeOffset Start)> Cases =>
        from time in Times
        from minute in Gen.Choose(-2 * 1440, 2 * 1440)
        from first in RuleOn(Gen.Constant(("Mo-Su", (Func<DateOnly, bool>)(_ => true))), mayBeOff: false)
        from weekly in RuleOn(Weekdays, mayBeOff: true).ListOf(2)
        from dated in RuleOn(Dates(DateOnly.FromDateTime(time.Around.Date)), mayBeOff: true).ListOf(1)
        from reversed in Gen.Elements(true, false)
        let rules = weekly.Prepend(first).Concat(dated)
        let hours = new WrittenHours(time.Zone, [.. reversed ? dated.Concat(weekly.Prepend(first)) : rules])
        where OpeningHours.TryParse(hours.Text, hours.Zone, out _, out _)
        select (hours, time.Around.AddMinutes(minute));

    private static Gen<(string, Func<DateOnly, bool>)> Weekdays =>
        from first in Gen.Choose(0, 6)
        from more in Gen.Choose(0, 6)
        select (
            more == 0 ? Names[first] : $"{Names[first]}-{Names[(first + more) % 7]}",
            (Func<DateOnly, bool>)(date => ((int)date.DayOfWeek - first + 7) % 7 <= more));

    private static Gen<(string, Func<DateOnly, bool>)> Dates(DateOnly around) =>
        from offset in Gen.Choose(-2, 2)
        from more in Gen.Choose(0, 2)
        let first = around.AddDays(offset)
        let last = first.AddDays(more)
        select (
            more == 0 ? $"{first:yyyy-MM-dd}" : $"{first:yyyy-MM-dd}-{last:yyyy-MM-dd}",
            (Func<DateOnly, bool>)(date => date >= first && date <= last));

    private static Gen<(string, Func<DateOnly, bool>, (int, int)[])> RuleOn(Gen<(string, Func<DateOnly, bool>)> days, bool mayBeOff) =>
        from day in days
        from times in Interval.ListOf(2)
        from count in Gen.Choose(mayBeOff ? 0 : 1, 2)
        select (day.Item1, day.Item2, times.Take(count).ToArray());

    private static Gen<(int, int)> Interval =>
        from begin in Gen.Choose(0, 1439)
        from end in Gen.OneOf(Gen.Choose(0, 1439), Gen.Constant(1440), Gen.Constant(begin + 1440))
        where end != begin
        select (begin, end);

    private static string Clock(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";
}
