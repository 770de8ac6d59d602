using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>How a grain timer runs.</summary>
public readonly struct GrainTimerCreationOptions()
{
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time to the first callback; <see cref="Timeout.InfiniteTimeSpan"/>: none until changed.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of one callback to the next; <see cref="Timeout.InfiniteTimeSpan"/>: only one.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Whether callbacks may run between the turns of other calls. Default: no.</summary>
    public bool Interleave { get; init; }

    /// <summary>Whether a callback counts as use, so that the activation is not idle. Default: no.</summary>
    public bool KeepAlive { get; init; }
}
