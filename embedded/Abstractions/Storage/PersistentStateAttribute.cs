namespace Orleans.Runtime;

/// <summary>Marks a constructor parameter of type <see cref="IPersistentState{TState}"/>.</summary>
/// <param name="stateName">The document's name within the grain.</param>
/// <param name="storageName">The keyed <see cref="Storage.IGrainStorage"/> service; null: the one named <c>Default</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    public string StateName { get; } = stateName;

    public string? StorageName { get; } = storageName;
}
