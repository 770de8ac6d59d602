namespace MatchGrid.Replay.Truth;

/// <summary>How good predictions were.</summary>
/// <param name="Brier">Mean squared distance between the chance told and what came; 0 is perfect.</param>
/// <param name="LogLoss">Mean surprise in nats; 0 is perfect.</param>
/// <param name="Table">Predictions that are alike, beside what came of them, the least confident first.</param>
public sealed record ConfidenceScore(int Pairs, double Brier, double LogLoss, IReadOnlyList<ReliabilityRow> Table)
{
    /// <summary>A miss that was taken as impossible counts as one in a million.</summary>
    private const double LeastChance = 1e-6;

    private static readonly double[] Edges = [0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1];

    public static ConfidenceScore Of(IReadOnlyCollection<ReportPair> pairs, Func<ReportPair, double> chanceOf)
    {
        var told = pairs.Select(pair => (Chance: chanceOf(pair), pair.There)).ToList();
        var table = Edges.Zip(Edges.Skip(1))
            .Select(bin => (Bin: bin, Told: told.Where(one => one.Chance >= bin.First && (one.Chance < bin.Second || bin.Second == 1)).ToList()))
            .Where(row => row.Told.Count > 0)
            .Select(row => new ReliabilityRow(
                row.Bin.First, row.Bin.Second, row.Told.Count, row.Told.Average(one => one.Chance), row.Told.Average(one => one.There ? 1.0 : 0.0)));
        return new(
            told.Count,
            told.Average(one => Math.Pow((one.There ? 1 : 0) - one.Chance, 2)),
            told.Average(one => -Math.Log(Math.Max(LeastChance, one.There ? one.Chance : 1 - one.Chance))),
            [.. table]);
    }
}

/// <summary>Predictions from one chance up to another.</summary>
/// <param name="Told">Their mean.</param>
/// <param name="Came">The share of them that came true.</param>
public sealed record ReliabilityRow(double From, double To, int Pairs, double Told, double Came);
