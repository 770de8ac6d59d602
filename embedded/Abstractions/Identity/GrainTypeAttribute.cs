namespace Orleans;

/// <summary>Fixes the name of a grain class in stored keys, so that the class may be renamed.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    public string GrainType { get; } = grainType;
}
