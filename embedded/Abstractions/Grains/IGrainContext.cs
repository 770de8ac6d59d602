namespace Orleans.Runtime;

/// <summary>One activation of a grain, as its grain sees it. May be injected into the constructor.</summary>
public interface IGrainContext : IEquatable<IGrainContext>
{
    GrainReference GrainReference { get; }

    GrainId GrainId { get; }

    object? GrainInstance { get; }

    /// <summary>The host's services. Grains have no scope of their own: inject singletons and transients.</summary>
    IServiceProvider ActivationServices { get; }

    /// <summary>Ends when the activation is gone.</summary>
    Task Deactivated { get; }

    /// <summary>Starts deactivation once the running calls have ended. Later wishes change nothing.</summary>
    void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default);
}
