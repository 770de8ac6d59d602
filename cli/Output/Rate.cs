namespace MatchGrid.Cli.Output;

/// <summary>What was done per second since the beginning, and how long the rest takes at that.</summary>
internal sealed class Rate(string unit)
{
    private readonly long startedAt = TimeProvider.System.GetTimestamp();

    public Tick At(string what, double part, long count)
    {
        var took = TimeProvider.System.GetElapsedTime(startedAt);
        return new(what, part, $"{count / Math.Max(took.TotalSeconds, 0.001):N0} {unit}/s", part > 0 ? took * ((1 - part) / part) : null);
    }
}
