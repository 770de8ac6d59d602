using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Tests.Engine.Grains;

public interface ITimersGrain : IGrainWithStringKey
{
    Task StartAsync(TimeSpan dueTime, TimeSpan period, bool interleave, bool keepAlive);

    Task ChangeAsync(TimeSpan dueTime, TimeSpan period);

    Task DisposeAsync();

    Task DeactivateAsync();

    /// <summary>How often it ticked, and whether all ticks were on the activation's scheduler.</summary>
    Task<(int Ticks, bool OnScheduler)> TicksAsync();

    /// <summary>Waits for a gate, and returns how many ticks ran meanwhile.</summary>
    Task<int> TicksWhileAtAsync(string gate);

    /// <summary>Returns at the next tick.</summary>
    [AlwaysInterleave]
    Task NextTickAsync();

    /// <summary>Makes each tick throw after it was counted.</summary>
    Task FailTicksAsync();
}
