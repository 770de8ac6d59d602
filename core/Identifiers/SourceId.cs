using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Identifiers;

/// <summary>A system that reports stock of a pharmacy: its till, its warehouse system, a person.</summary>
[GenerateSerializer, Immutable, Alias("mg.SourceId")]
[JsonConverter(typeof(TypedIdConverter<SourceId>))]
public readonly record struct SourceId([property: Id(0)] string Value) : ITypedId<SourceId>, IComparable<SourceId>
{
    public static SourceId Of(string value) => new(value);

    public int CompareTo(SourceId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
