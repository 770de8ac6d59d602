using System.Text;

namespace MatchGrid.Hours;

/// <summary>Opening hours as read: what <see cref="Schedule"/> is made of, and their canonical text.</summary>
/// <param name="Week">Intervals of each day of the week, Sunday first, merged.</param>
/// <param name="Dated">Dates that differ, as they were written.</param>
internal sealed record OpeningRules(IReadOnlyList<LocalInterval[]> Week, IReadOnlyList<DatedHours> Dated)
{
    public static readonly string[] DayNames = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];

    /// <summary>The days in the order in which people write them.</summary>
    private static readonly int[] MondayFirst = [1, 2, 3, 4, 5, 6, 0];

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var days in MondayFirst.Where(day => Week[day].Length > 0).GroupBy(day => Times(Week[day])))
        {
            if (text.Length > 0) text.Append("; ");
            var wholeWeek = days.Count() == 7 && Week[0] is [var interval] && interval == LocalInterval.WholeDay;
            text.Append(wholeWeek ? "24/7" : $"{Days([.. days])} {days.Key}");
        }

        foreach (var (from, to, intervals) in Dated)
        {
            text.Append($"; {from:yyyy-MM-dd}");
            if (to != from) text.Append($"-{to:yyyy-MM-dd}");
            text.Append(intervals.Length == 0 ? " off" : $" {Times(intervals)}");
        }

        return text.ToString();
    }

    private static string Days(List<int> days)
    {
        var runs = new List<string>();
        for (var i = 0; i < days.Count;)
        {
            var first = i;
            while (i + 1 < days.Count && days[i + 1] == (days[i] + 1) % 7) i++;
            runs.Add(i == first ? DayNames[days[i]] : $"{DayNames[days[first]]}-{DayNames[days[i]]}");
            i++;
        }

        return string.Join(',', runs);
    }

    private static string Times(LocalInterval[] intervals) => string.Join(',', intervals.Select(interval =>
    {
        var nextDay = interval.Until > LocalInterval.MinutesPerDay && interval.Until - interval.From < LocalInterval.MinutesPerDay;
        return $"{Time(interval.From)}-{Time(nextDay ? interval.Until - LocalInterval.MinutesPerDay : interval.Until)}";
    }));

    private static string Time(int minutes) => $"{minutes / 60:00}:{minutes % 60:00}";
}
