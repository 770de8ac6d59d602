namespace Orleans.Runtime;

/// <summary>What the engine offers to the grain behind the public context.</summary>
internal interface IActivationContext : IGrainContext
{
    IGrainFactory GrainFactory { get; }

    void DelayDeactivation(TimeSpan timeSpan);

    IGrainTimer RegisterTimer<TState>(Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options);
}
