using System.Globalization;

namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>Runs something once for every way in which its either-or questions can be answered.</summary>
internal sealed class Choices
{
    private readonly List<bool> script;
    private int position;

    private Choices(List<bool> script) => this.script = script;

    public static IEnumerable<T> All<T>(Func<Choices, T?> run)
        where T : class
    {
        var answers = new List<bool>();
        do
        {
            if (run(new(answers)) is { } result)
                yield return result;
            while (answers.Count > 0 && answers[^1])
                answers.RemoveAt(answers.Count - 1);
            if (answers.Count == 0)
                yield break;
            answers[^1] = true;
        }
        while (true);
    }

    public bool Either()
    {
        if (position == script.Count)
            script.Add(false);
        return script[position++];
    }

    /// <summary>Whether one moment is not after another; where their bounds leave it open, either.</summary>
    public bool IsUpTo(Moment one, Moment other) => one.To <= other.From || (one.From <= other.To && Either());
}

/// <summary>An instant of the clock that is known to lie between two, in ticks.</summary>
internal readonly record struct Moment(long From, long To)
{
    public static Moment At(long ticks) => new(ticks, ticks);

    public override string ToString() => From == To ? Show(From) : $"{Show(From)} to {Show(To)}";

    private static string Show(long ticks) => ticks is > 0 and < long.MaxValue / 2 ? new DateTime(ticks, DateTimeKind.Utc).ToString("s", CultureInfo.InvariantCulture) + "." + (ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture) : "?";
}
