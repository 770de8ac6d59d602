namespace MatchGrid.Tests.Simulation;

/// <summary>How often what goes wrong in one seed, and how often it did. Some seeds are spared some kinds, so that each also shows alone.</summary>
internal sealed class Faults
{
    private readonly double[] rates;
    private readonly long[] counts = new long[Enum.GetValues<FaultKind>().Length];
    private readonly Chance chance;

    public Faults(Chance chance)
    {
        this.chance = chance;
        double Rate(double most) => chance.Is(0.3) ? 0 : most * chance.Part();
        rates = [Rate(0.02), Rate(0.02), Rate(0.1), Rate(0.1), Rate(0.03), Rate(0.05), Rate(0.5)];
    }

    public bool AreOn { get; set; } = true;

    public IReadOnlyList<long> Counts => counts;

    public bool Strikes(FaultKind kind)
    {
        if (!AreOn || !chance.Is(rates[(int)kind]))
            return false;
        counts[(int)kind]++;
        return true;
    }
}
