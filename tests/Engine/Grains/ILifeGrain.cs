using Orleans;

namespace MatchGrid.Tests.Engine.Grains;

/// <summary>Says what happened to its activations, which share one record per key.</summary>
public interface ILifeGrain : IGrainWithStringKey
{
    /// <summary>The number of this activation, from 1.</summary>
    Task<int> ActivationAsync();

    Task<int> DeactivateAsync();

    /// <summary>As <see cref="DeactivateAsync"/>, and OnDeactivateAsync then says <c>gate-in</c> and waits for the gate.</summary>
    Task DeactivateThroughAsync(string gate);

    Task WaitAtAsync(string gate);
}
