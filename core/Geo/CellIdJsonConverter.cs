using System.Text.Json;
using System.Text.Json.Serialization;

namespace MatchGrid.Geo;

/// <summary>A cell as its text, as a value and as a property name.</summary>
public sealed class CellIdJsonConverter : JsonConverter<CellId>
{
    public override CellId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CellId.TryParse(reader.GetString(), out var cell) ? cell : throw new JsonException("Not a cell.");

    public override void Write(Utf8JsonWriter writer, CellId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

    public override CellId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, CellId value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.ToString());
}
