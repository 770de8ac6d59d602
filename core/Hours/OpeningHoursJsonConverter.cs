using System.Text.Json;
using System.Text.Json.Serialization;

namespace MatchGrid.Hours;

/// <summary><c>{"zone":"Europe/Paris","hours":"Mo-Fr 08:00-18:30"}</c>; hours that cannot be read are refused with their error.</summary>
public sealed class OpeningHoursJsonConverter : JsonConverter<OpeningHours>
{
    public override OpeningHours Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (zone, hours) = ZonedText.Read(ref reader);
        return OpeningHours.TryParse(hours, zone, out var read, out var error) ? read : throw new JsonException($"Opening hours: {error}");
    }

    public override void Write(Utf8JsonWriter writer, OpeningHours value, JsonSerializerOptions options) =>
        ZonedText.Write(writer, value.Zone, value.Text);
}
