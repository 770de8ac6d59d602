using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Identifiers;

/// <summary>An organisation that was granted match events: an insurer, an authority, a hospital system.</summary>
[GenerateSerializer, Immutable, Alias("mg.PartnerId")]
[JsonConverter(typeof(TypedIdConverter<PartnerId>))]
public readonly record struct PartnerId([property: Id(0)] string Value) : ITypedId<PartnerId>, IComparable<PartnerId>
{
    public static PartnerId Of(string value) => new(value);

    public int CompareTo(PartnerId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
