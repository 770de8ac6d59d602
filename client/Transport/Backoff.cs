namespace MatchGrid.Client.Transport;

/// <summary>How long to wait before each next attempt: twice as long each time, spread so that those who failed together do not come back together.</summary>
internal sealed class Backoff(MatchGridOptions options)
{
    private const double Spread = 0.2;

    private TimeSpan next = options.FirstWait;

    /// <param name="asked">How long the server asked to wait.</param>
    public Task WaitAsync(TimeSpan? asked, CancellationToken cancellationToken)
    {
        var wait = next * (1 - Spread + (2 * Spread * Random.Shared.NextDouble()));
        next = Shorter(next * 2, options.LongestWait);
        return Task.Delay(Shorter(asked > wait ? asked.Value : wait, options.LongestWait), options.Time, cancellationToken);
    }

    /// <summary>Something went well.</summary>
    public void Reset() => next = options.FirstWait;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
