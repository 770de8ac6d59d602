namespace MatchGrid.Embedded;

/// <summary>Decides on which thread, and in which order, activations that have something to do get to run.</summary>
public interface IWorkScheduler
{
    /// <summary>Runs the item later, once. Never runs it before returning.</summary>
    void Schedule(IThreadPoolWorkItem item);
}
