namespace MatchGrid.Tests.Storage;

/// <summary>
/// A clock that lets a test act between the moment a group is taken and its commit: the log reads the clock there.
/// </summary>
internal sealed class CommitHook : TimeProvider
{
    private Action? onCommit;

    public void OnNextCommit(Action action) => onCommit = action;

    public override long GetTimestamp()
    {
        Interlocked.Exchange(ref onCommit, null)?.Invoke();
        return base.GetTimestamp();
    }
}
