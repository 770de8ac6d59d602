namespace MatchGrid.Silo.Postgres;

/// <summary>A grain of which something is on its way into the database.</summary>
internal sealed class PendingGrain
{
    private TaskCompletionSource? settled;

    /// <summary>The version after the last row taken in; null when only a snapshot is on its way.</summary>
    public long? Version { get; set; }

    /// <summary>Rows and snapshots on their way.</summary>
    public int Count { get; set; }

    /// <summary>Completes when nothing is on its way any more.</summary>
    public Task Settled => (settled ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Settle() => settled?.TrySetResult();
}
