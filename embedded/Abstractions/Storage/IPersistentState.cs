namespace Orleans.Runtime;

/// <summary>A stored document of one grain, injected by <see cref="PersistentStateAttribute"/> and read before the grain activates.</summary>
public interface IPersistentState<TState> : Core.IStorage<TState>;
