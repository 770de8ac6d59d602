namespace MatchGrid.Journals;

/// <summary>For one-way calls, which nobody waits for.</summary>
public static class TaskExtensions
{
    /// <summary>Observes a fault so that it does not surface as an unobserved exception.</summary>
    public static void Unawaited(this Task task)
    {
        if (!task.IsCompletedSuccessfully)
            _ = task.ContinueWith(static done => _ = done.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
