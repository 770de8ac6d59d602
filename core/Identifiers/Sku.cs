using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Identifiers;

/// <summary>One pack-level product as <c>scheme:code</c>: <c>gtin:03400936403114</c>, <c>ndc:00069-1085-30</c>.</summary>
[GenerateSerializer, Immutable, Alias("mg.Sku")]
[JsonConverter(typeof(TypedIdConverter<Sku>))]
public readonly record struct Sku([property: Id(0)] string Value) : ITypedId<Sku>, IComparable<Sku>
{
    public static Sku Of(string value) => new(value);

    public int CompareTo(Sku other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
