using MatchGrid.Identifiers;

namespace MatchGrid.Replay;

/// <summary>
/// Random draws that follow from a seed and a subject alone, so that the same subject draws the same in every run and after a restart.
/// SplitMix64, written out so that a seed means the same on every runtime.
/// </summary>
public struct Dice
{
    private ulong state;

    private Dice(ulong state) => this.state = state;

    public static Dice For(int seed, string purpose, long subject) =>
        new(Mix(TextHash.Of(purpose) ^ Mix((ulong)seed ^ Mix((ulong)subject))));

    public static Dice For(int seed, string purpose, string subject) => For(seed, purpose, (long)TextHash.Of(subject));

    /// <summary>0 up to, but not including, 1.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 … <paramref name="below"/> − 1.</summary>
    public int Next(int below) => (int)(Next() * below);

    /// <summary>Whether something of this probability happens.</summary>
    public bool Happens(double probability) => Next() < probability;

    /// <summary>Evenly between two spans.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => least + ((most - least) * Next());

    /// <summary>An index, in proportion to running totals.</summary>
    public int Pick(ReadOnlySpan<double> runningTotals)
    {
        var index = runningTotals.BinarySearch(Next() * runningTotals[^1]);
        return Math.Min(index >= 0 ? index + 1 : ~index, runningTotals.Length - 1);
    }

    private ulong NextBits() => Mix(state += 0x9E3779B97F4A7C15);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
