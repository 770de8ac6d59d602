using Orleans.Runtime;

namespace Orleans;

/// <summary>What every grain class implements, usually by deriving from <see cref="Grain"/>.</summary>
public interface IGrainBase
{
    IGrainContext GrainContext { get; }

    /// <summary>Runs before the first call. If it throws, the waiting calls fail with its exception and the activation is dropped.</summary>
    Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

    /// <summary>Runs after the last call. It is not promised to run: a crash skips it.</summary>
    Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
}
