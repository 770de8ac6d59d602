namespace MatchGrid.Embedded;

/// <summary>Runs work on the thread pool.</summary>
public sealed class ThreadPoolWorkScheduler : IWorkScheduler
{
    public void Schedule(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}
