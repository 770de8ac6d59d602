namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>An object as it is when only one operation at a time happens to it. Pure.</summary>
internal interface ISequentialModel<TState, in TOperation>
    where TState : IEquatable<TState>
{
    TState Start { get; }

    /// <summary>
    /// The states that the operation may lead to; none when it cannot have got its answer in this state. An operation without an answer may lead
    /// anywhere that any answer would.
    /// </summary>
    IEnumerable<TState> Step(TState state, TOperation operation);
}

/// <summary>One operation as its caller saw it. Moments are any numbers that only grow; no two are the same.</summary>
/// <param name="Return">When the answer came; null when none ever did: it takes effect at any moment after its call, or never.</param>
internal sealed record Call<TOperation>(TOperation Operation, long Called, long? Return);
