namespace MatchGrid.Tests.Simulation;

/// <summary>Everything that is left to chance, drawn from a seed: SplitMix64, written out so that a seed means the same on every runtime.</summary>
internal sealed class Chance(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    public int Between(int first, int last) => first + Below(last - first + 1);

    /// <summary>0 to below 1.</summary>
    public double Part() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Is(double probability) => Part() < probability;

    public T Of<T>(IReadOnlyList<T> all) => all[Below(all.Count)];

    /// <summary>As often short as long, on a scale of factors.</summary>
    public TimeSpan Time(TimeSpan shortest, TimeSpan longest) => shortest * Math.Pow(longest / shortest, Part());
}
