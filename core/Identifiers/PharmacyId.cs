using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Identifiers;

/// <summary>A pharmacy, hospital, wholesaler or maker that holds stock.</summary>
[GenerateSerializer, Immutable, Alias("mg.PharmacyId")]
[JsonConverter(typeof(TypedIdConverter<PharmacyId>))]
public readonly record struct PharmacyId([property: Id(0)] string Value) : ITypedId<PharmacyId>, IComparable<PharmacyId>
{
    public static PharmacyId Of(string value) => new(value);

    public int CompareTo(PharmacyId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
