namespace MatchGrid.Replay.Checking;

/// <summary>Something stored that must not be.</summary>
/// <param name="Invariant">Its number in docs/ARCHITECTURE.md, 1 to 8; 0 for "a market's members are those who seek in it".</param>
/// <param name="Grain">Where it shows, as <c>kind/key</c>.</param>
public sealed record Violation(int Invariant, string Grain, string What)
{
    /// <summary>A market's members are those who seek in it.</summary>
    public const int Membership = 0;

    public const int Holds = 1;

    /// <summary>What was acknowledged is there: the database is whole and every history can be read.</summary>
    public const int Stored = 2;

    public const int Agreement = 3;
    public const int Inbox = 4;
    public const int Feed = 5;
    public const int Deadlines = 6;
    public const int Liveness = 7;

    public override string ToString() => $"{(Invariant == Membership ? "membership" : $"invariant {Invariant}")}: {Grain}: {What}";
}
