using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Patients;

/// <summary>How patient rows and snapshots look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<PatientEvent>))]
[JsonSerializable(typeof(PatientState))]
public sealed partial class PatientJson : JsonSerializerContext
{
    private static JournalCodec<PatientState, PatientEvent>? codec;

    public static JournalCodec<PatientState, PatientEvent> Codec => codec ??= new(Default.JournalRowPatientEvent, Default.PatientState);
}
