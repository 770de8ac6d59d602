using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Tests.Engine.Grains;

/// <summary>Calls that meet each other in one grain.</summary>
public interface ITurnsGrain : IGrainWithStringKey
{
    /// <summary>Says at gate <c>name-in</c> that it is there, waits for <c>name</c>, and returns what was noted meanwhile.</summary>
    Task<string> WaitAtAsync(string name);

    Task NoteAsync(string text);

    [AlwaysInterleave]
    Task NoteBetweenAsync(string text);

    /// <summary>Reads a number, yields, and writes it back plus one; returns it.</summary>
    Task<int> CountAcrossAwaitAsync();

    /// <summary>Counts without a lock, in turns separated by awaits.</summary>
    Task CountInTurnsAsync(int turns);

    Task<int> CountAsync();

    /// <summary>Whether code after awaits of a yield, of a delay, of another grain and of a nested method is on the activation's scheduler.</summary>
    Task<bool> StaysOnSchedulerAsync();

    /// <summary>Calls itself through its reference.</summary>
    Task<int> CallSelfAsync();
}

/// <summary>The same in a grain whose calls interleave.</summary>
public interface IInterleavingTurnsGrain : ITurnsGrain;
