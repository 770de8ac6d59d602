using Orleans;

namespace MatchGrid.Tests.Engine.Grains;

/// <summary>Its calls pass through filters: <see cref="WordFilter"/> outgoing and incoming, and its own.</summary>
public interface IFilteredGrain : IGrainWithStringKey
{
    Task<string> SayAsync(string word);

    Task<string> SayThroughAsync(string otherKey, string word);

    Task<string?> ContextAsync(string name);

    Task<string?> ContextOfOtherAsync(string otherKey, string name);

    /// <summary>Sets a value, calls another grain that sets it too, and returns what is then set here.</summary>
    Task<string?> SetContextHereAndThereAsync(string otherKey, string name);

    Task SetContextAsync(string name, string value);
}
