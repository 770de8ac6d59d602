using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Where documents of grains are kept, by grain and name.</summary>
public interface IGrainStorage
{
    /// <summary>Fills the document, its ETag and whether it exists.</summary>
    Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <exception cref="InconsistentStateException">The stored version is not the one that was read.</exception>
    Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

    /// <exception cref="InconsistentStateException">The stored version is not the one that was read.</exception>
    Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
}
