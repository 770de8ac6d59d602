namespace MatchGrid.Embedded;

/// <summary>
/// Sets the caller's <see cref="SynchronizationContext"/> aside while pumped work runs. Otherwise awaits in that work would go to it, and
/// continuations from outside of grains to the thread pool.
/// </summary>
internal readonly ref struct WithoutCallersContext : IDisposable
{
    private readonly SynchronizationContext? _callers = SynchronizationContext.Current;

    public WithoutCallersContext() => SynchronizationContext.SetSynchronizationContext(null);

    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_callers);
}
