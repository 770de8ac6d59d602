namespace MatchGrid.Replay.Demo;

/// <summary>How the demonstration runs.</summary>
public sealed record DemoOptions
{
    /// <summary>How long one pass through the sample takes. Default 4 minutes.</summary>
    public TimeSpan Pass { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Packs that arrive in one pass, about; the sample is thinned to it. Default 9,000.</summary>
    public int Packs { get; init; } = 9_000;

    /// <summary>Packs asked for per pack that arrives. Default 1.2: scarce.</summary>
    public double Ratio { get; init; } = 1.2;

    /// <summary>Nobody waits longer than this: the request ends. Default 3 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Packs of one medicine that pile up at one pharmacy before no more are delivered there. Default 20.</summary>
    public int MostOnShelf { get; init; } = 20;

    /// <summary>Since when the first match is counted. Default: the start of the process.</summary>
    public DateTimeOffset? StartedAt { get; init; }
}
