using Orleans;

namespace MatchGrid.Tests.Engine.Grains;

public interface IStateGrain : IGrainWithStringKey
{
    Task<(int Number, bool Exists, bool HasEtag)> GetAsync();

    /// <summary>Changes the state in memory only.</summary>
    Task SetAsync(int number);

    Task WriteAsync();

    Task ReadAsync();

    Task ClearAsync();

    Task<bool> EtagChangesByWriteAsync();

    /// <summary>Writes through a second handle to the same document, so that the first one is stale.</summary>
    Task WriteElsewhereAsync(int number);

    Task DeactivateAsync();
}
