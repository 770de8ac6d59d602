using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Identifiers;

/// <summary>A crisis region.</summary>
[GenerateSerializer, Immutable, Alias("mg.RegionId")]
[JsonConverter(typeof(TypedIdConverter<RegionId>))]
public readonly record struct RegionId([property: Id(0)] string Value) : ITypedId<RegionId>, IComparable<RegionId>
{
    public static RegionId Of(string value) => new(value);

    public int CompareTo(RegionId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
