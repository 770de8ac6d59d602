using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Pharmacies;

/// <summary>How pharmacy rows and snapshots look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<PharmacyEvent>))]
[JsonSerializable(typeof(PharmacyState))]
public sealed partial class PharmacyJson : JsonSerializerContext
{
    private static JournalCodec<PharmacyState, PharmacyEvent>? codec;

    public static JournalCodec<PharmacyState, PharmacyEvent> Codec => codec ??= new(Default.JournalRowPharmacyEvent, Default.PharmacyState);
}
