namespace Orleans.Runtime;

/// <summary>The name of a grain class, as it stands in stored keys: <c>pharmacy</c> for <c>PharmacyGrain</c>.</summary>
public readonly record struct GrainType : IComparable<GrainType>
{
    private readonly string? _value;

    private GrainType(string value) => _value = value;

    public bool IsDefault => string.IsNullOrEmpty(_value);

    public static GrainType Create(string value) => new(value);

    public int CompareTo(GrainType other) => string.CompareOrdinal(_value, other._value);

    public override string ToString() => _value ?? "";
}
