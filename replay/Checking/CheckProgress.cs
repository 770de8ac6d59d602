namespace MatchGrid.Replay.Checking;

/// <summary>How far a check is.</summary>
/// <param name="Done">Grains read.</param>
/// <param name="Of">Grains there are.</param>
public readonly record struct CheckProgress(int Done, int Of);
