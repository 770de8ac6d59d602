namespace MatchGrid.Replay.Conduct;

/// <summary>How often people do what. Each is a probability; delays are drawn as a part of the time that the match leaves.</summary>
public sealed record ConductRates
{
    /// <summary>Patients who decline a match. Default 0.12.</summary>
    public double Decline { get; init; } = 0.12;

    /// <summary>Patients who do not answer, so that the match lapses. Default 0.10.</summary>
    public double NoAnswer { get; init; } = 0.10;

    /// <summary>Of those who accepted, patients who never come. Default 0.10.</summary>
    public double NoShow { get; init; } = 0.10;

    /// <summary>Of those who come, patients for whom the pack is not there after all. Default 0.02.</summary>
    public double NotThere { get; init; } = 0.02;

    /// <summary>Matches that the pharmacist sets aside in hand. Default 0.5.</summary>
    public double SetAside { get; init; } = 0.5;

    /// <summary>Patients who cancel their request at some time. Default 0.02.</summary>
    public double Cancel { get; init; } = 0.02;

    /// <summary>Who cancels does so this long after asking, at most. Default 3 days.</summary>
    public TimeSpan CancelWithin { get; init; } = TimeSpan.FromDays(3);
}
