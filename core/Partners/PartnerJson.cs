using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Partners;

/// <summary>How rows and snapshots of partners look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<GrantsEvent>))]
[JsonSerializable(typeof(GrantsState))]
public sealed partial class PartnerJson : JsonSerializerContext
{
    private static JournalCodec<GrantsState, GrantsEvent>? grants;

    public static JournalCodec<GrantsState, GrantsEvent> Grants => grants ??= new(Default.JournalRowGrantsEvent, Default.GrantsState);
}
