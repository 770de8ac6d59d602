using Orleans.Runtime;

namespace MatchGrid.Embedded;

/// <summary>A timer with its callback and the callback's state.</summary>
internal sealed class GrainTimer<TState>(
    Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    : GrainTimer(activation, options)
{
    protected override Task InvokeAsync(CancellationToken token) => callback(state, token);
}
