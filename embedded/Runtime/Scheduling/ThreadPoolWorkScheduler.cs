namespace MatchGrid.Embedded;

/// <summary>Runs work on the thread pool.</summary>
public sealed class ThreadPoolWorkScheduler : IWorkScheduler
{
    /// <summary>
    /// A thread's own queue is much cheaper than the common one, but last in, first out: grains that keep calling each other would starve
    /// the rest. So every sixteenth item goes to the common queue, behind what others have put there.
    /// </summary>
    private const int CommonEvery = 16;

    [ThreadStatic]
    private static int t_scheduled;

    public void Schedule(IThreadPoolWorkItem item) =>
        ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: ++t_scheduled % CommonEvery != 0);
}
