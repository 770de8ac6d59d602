namespace MatchGrid.Cli.Output;

/// <summary>What a command ends with when it does not succeed. Part of the interface: added, never changed.</summary>
internal static class ExitCodes
{
    /// <summary>It could not be done; standard error says why.</summary>
    public const int Failed = 1;

    /// <summary>Done, and something was found wrong: lines refused, invariants broken.</summary>
    public const int Broken = 2;

    /// <summary>A process uses the folder.</summary>
    public const int InUse = 3;

    /// <summary>The folder to write to is not empty.</summary>
    public const int NotEmpty = 4;

    /// <summary>A newer version wrote the folder.</summary>
    public const int Newer = 5;
}
