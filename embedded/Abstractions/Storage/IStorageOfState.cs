namespace Orleans.Core;

/// <summary>A stored document of one grain.</summary>
public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}
