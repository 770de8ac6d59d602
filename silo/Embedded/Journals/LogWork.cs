using MatchGrid.Silo.Storage;

namespace MatchGrid.Silo.Journals;

/// <summary>Something that is done in the transaction of a group, after its rows.</summary>
internal interface ILogWork
{
    void Run(SqliteDatabase database);

    /// <summary>Tells who waits for it that it is durable.</summary>
    void Complete();

    void Fail(Exception e);
}

/// <param name="run">Done by whoever commits. What it throws fails the log; an expected refusal is a result.</param>
/// <param name="inline">Whether the waiter goes on inside <see cref="Complete"/>.</param>
internal sealed class LogWork<T>(Func<SqliteDatabase, T> run, bool inline) : ILogWork
{
    private readonly TaskCompletionSource<T> done =
        new(inline ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);

    private T? result;

    public Task<T> Done => done.Task;

    public void Run(SqliteDatabase database) => result = run(database);

    public void Complete() => done.SetResult(result!);

    public void Fail(Exception e) => done.TrySetException(e);
}
