using System.Text.Json.Serialization;
using Orleans;

namespace MatchGrid.Identifiers;

/// <summary>The pseudonym of a patient; who that is stands in the patient grain alone.</summary>
[GenerateSerializer, Immutable, Alias("mg.PatientId")]
[JsonConverter(typeof(TypedIdConverter<PatientId>))]
public readonly record struct PatientId([property: Id(0)] string Value) : ITypedId<PatientId>, IComparable<PatientId>
{
    public static PatientId Of(string value) => new(value);

    public int CompareTo(PatientId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
