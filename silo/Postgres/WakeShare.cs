namespace MatchGrid.Silo.Postgres;

/// <summary>Which grains' wakes a process looks after: one part of <paramref name="Count"/>, from 0.</summary>
public readonly record struct WakeShare(int Index, int Count)
{
    /// <summary>All of them.</summary>
    public static WakeShare Whole { get; } = new(0, 1);
}
