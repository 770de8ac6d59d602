using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Identifiers;

/// <summary>A patient's standing need.</summary>
[GenerateSerializer, Immutable, Alias("mg.RequestId")]
[JsonConverter(typeof(TypedIdConverter<RequestId>))]
public readonly record struct RequestId([property: Id(0)] string Value) : ITypedId<RequestId>, IComparable<RequestId>
{
    public static RequestId Of(string value) => new(value);

    public int CompareTo(RequestId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
