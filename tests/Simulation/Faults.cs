namespace MatchGrid.Tests.Simulation;

/// <summary>How often what goes wrong in one seed, and how often it did. Some seeds are spared some kinds, so that each also shows alone.</summary>
internal sealed class Faults
{
    private readonly double[] rates;
    private readonly long[] counts = new long[Enum.GetValues<FaultKind>().Length];
    private readonly Chance chance;
    private readonly IReadOnlySet<FaultKind> spared;

    /// <param name="chance">Draws.</param>
    /// <param name="spared">What never strikes; everything else is drawn as if it could.</param>
    public Faults(Chance chance, IReadOnlySet<FaultKind> spared)
    {
        (this.chance, this.spared) = (chance, spared);
        double Rate(double most) => chance.Is(0.3) ? 0 : most * chance.Part();
        rates = [Rate(0.02), Rate(0.02), Rate(0.1), Rate(0.1), Rate(0.03), Rate(0.05), Rate(0.5), Rate(0.1), Rate(0.05), Rate(0.005), Rate(0.005), Rate(0.1), Rate(0.01), Rate(0.02)];
    }

    public bool AreOn { get; set; } = true;

    public IReadOnlyList<long> Counts => counts;

    public bool Strikes(FaultKind kind)
    {
        if (!AreOn || !chance.Is(rates[(int)kind]) || spared.Contains(kind))
            return false;
        counts[(int)kind]++;
        return true;
    }
}
