using System.Text.Json;

namespace MatchGrid.Hours;

/// <summary>Hours in JSON: an object with a zone and a text.</summary>
internal static class ZonedText
{
    public static (string? Zone, string? Hours) Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("Expected an object with zone and hours.");
        string? zone = null, hours = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isZone, isHours) = (reader.ValueTextEquals("zone"), reader.ValueTextEquals("hours"));
            if (!reader.Read() || ((isZone || isHours) && reader.TokenType != JsonTokenType.String))
                throw new JsonException("zone and hours are texts.");
            if (isZone) zone = reader.GetString();
            else if (isHours) hours = reader.GetString();
            else reader.Skip();
        }

        return (zone, hours);
    }

    public static void Write(Utf8JsonWriter writer, string zone, string hours)
    {
        writer.WriteStartObject();
        writer.WriteString("zone", zone);
        writer.WriteString("hours", hours);
        writer.WriteEndObject();
    }
}
