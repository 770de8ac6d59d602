using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MatchGrid.Hours;

/// <summary><c>{"zone":"Europe/Paris","hours":"22:00-07:00"}</c></summary>
public sealed class QuietHoursJsonConverter : JsonConverter<QuietHours>
{
    public override QuietHours Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (zone, hours) = ZonedText.Read(ref reader);
        if (hours?.Split('-') is not [var from, var until] || !TryReadTime(from, out var begins) || !TryReadTime(until, out var ends))
            throw new JsonException("Quiet hours: expected two times, such as 22:00-07:00.");
        return QuietHours.TryCreate(begins, ends, zone, out var quiet, out var error) ? quiet : throw new JsonException($"Quiet hours: {error}");
    }

    public override void Write(Utf8JsonWriter writer, QuietHours value, JsonSerializerOptions options) =>
        ZonedText.Write(writer, value.Zone, $"{value.From:HH:mm}-{value.Until:HH:mm}");

    private static bool TryReadTime(string text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}
