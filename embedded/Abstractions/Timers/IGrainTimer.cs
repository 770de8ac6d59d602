namespace Orleans.Runtime;

/// <summary>A timer of one activation. Disposing it ends it and cancels the token of a running callback.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets both times anew; during a callback it takes effect when that has ended. <see cref="Timeout.InfiniteTimeSpan"/> stops.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}
