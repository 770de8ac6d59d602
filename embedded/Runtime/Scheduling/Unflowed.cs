namespace MatchGrid.Embedded;

/// <summary>Makes timers that do not carry the values of whoever happens to make them.</summary>
internal static class Unflowed
{
    /// <summary>A timer that is not set yet.</summary>
    public static ITimer Timer(TimeProvider clock, TimerCallback callback, object state)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        using (ExecutionContext.SuppressFlow())
            return clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
