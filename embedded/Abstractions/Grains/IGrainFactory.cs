using Orleans.Runtime;

namespace Orleans;

/// <summary>Makes references. Making one starts nothing: a grain is activated by its first call.</summary>
public interface IGrainFactory
{
    /// <param name="primaryKey">The grain's key, not empty.</param>
    /// <param name="grainClassNamePrefix">Start of the full name of the grain class; needed only when several classes implement the interface.</param>
    /// <exception cref="ArgumentException">No class implements the interface, or several do, or the key is empty.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey;

    /// <summary>A reference from an id, as found in a store.</summary>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable;

    /// <summary>Makes a reference that grains can call. It stays valid until it is deleted, or dropped because it fell too far behind.</summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends a reference made by <see cref="CreateObjectReference{T}"/>.</summary>
    /// <param name="obj">The reference, not the object behind it.</param>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver;
}
