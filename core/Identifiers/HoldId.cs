using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Identifiers;

/// <summary>A quantity set aside at one pharmacy for one request; a match carries the id of its hold.</summary>
[GenerateSerializer, Immutable, Alias("mg.HoldId")]
[JsonConverter(typeof(TypedIdConverter<HoldId>))]
public readonly record struct HoldId([property: Id(0)] string Value) : ITypedId<HoldId>, IComparable<HoldId>
{
    public static HoldId Of(string value) => new(value);

    public int CompareTo(HoldId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
