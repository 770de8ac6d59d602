namespace MatchGrid.Silo.Postgres;

/// <summary>A row on its way into the database.</summary>
internal sealed record PendingRow(string Grain, long Version, ReadOnlyMemory<byte> Data, DateTimeOffset? Wake)
{
    private readonly TaskCompletionSource durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Durable => durable.Task;

    public void Complete() => durable.TrySetResult();

    public void Fail(Exception cause)
    {
        durable.TrySetException(cause);
        _ = durable.Task.Exception; // nobody need be waiting
    }
}
