namespace MatchGrid.Silo.Failures;

/// <summary>
/// Whether the grid of this process can go on. After a failed append nobody knows what is stored: the process stops, and starts again from
/// the log.
/// </summary>
public sealed class GridFailure
{
    /// <summary>What the process exits with when its grid failed.</summary>
    public const int ExitCode = 70;

    private readonly TaskCompletionSource<Exception> happened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the cause when the grid has failed.</summary>
    public Task<Exception> Happened => happened.Task;

    /// <summary>The first one counts.</summary>
    public void Report(Exception cause) => happened.TrySetResult(cause);
}
