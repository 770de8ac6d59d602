using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Requests;

/// <summary>How request rows and snapshots look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<RequestEvent>))]
[JsonSerializable(typeof(RequestState))]
public sealed partial class RequestJson : JsonSerializerContext
{
    private static JournalCodec<RequestState, RequestEvent>? codec;

    public static JournalCodec<RequestState, RequestEvent> Codec => codec ??= new(Default.JournalRowRequestEvent, Default.RequestState);
}
