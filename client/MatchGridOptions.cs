namespace MatchGrid.Client;

/// <summary>Where a MatchGrid runs, who asks, and how patiently.</summary>
/// <param name="Url">Root of the server.</param>
public sealed record MatchGridOptions(Uri Url)
{
    /// <summary>Gives the bearer token or key; asked before each request and each connection, so that it may be renewed. Null: nobody.</summary>
    public Func<CancellationToken, ValueTask<string?>>? Token { get; init; }

    /// <summary>How often a request that can be repeated without harm is sent again. Default 4.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The first wait before sending again; it doubles, give or take a fifth. Default 200 ms.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait, also when the server asks for a longer one. Default 30 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request may take until its answer begins. Default 100 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The clock that waits go by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
