namespace MatchGrid.Replay.Demand;

/// <summary>What the sampled patients need.</summary>
public sealed record DemandOptions
{
    /// <summary>Packs asked for per pack that arrives. Default 1.</summary>
    public double Ratio { get; init; } = 1;

    /// <summary>The same seed draws the same patients. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How far patients go, in metres, and how many of a hundred go that far.</summary>
    public IReadOnlyList<(int Metres, double Weight)> Radii { get; init; } = [(5_000, 30), (15_000, 35), (40_000, 25), (100_000, 10)];

    /// <summary>Of a hundred: routine, soon, urgent, critical.</summary>
    public IReadOnlyList<double> Urgencies { get; init; } = [50, 25, 20, 5];

    /// <summary>Of a hundred: one pack, two, three.</summary>
    public IReadOnlyList<double> Quantities { get; init; } = [80, 15, 5];

    /// <summary>Of those who ask for several packs, how many take them from several pharmacies. Default 0.5.</summary>
    public double MaySplit { get; init; } = 0.5;

    /// <summary>How many need it by a day, two to ten days on; their request ends then. Default 0.1.</summary>
    public double NeededBy { get; init; } = 0.1;
}
