using System.Text.Json;
using System.Text.Json.Serialization;

namespace MatchGrid.Client.Transport;

/// <summary>JSON as MatchGrid writes it: camel case, enums as snake_case names, nothing for null.</summary>
public static class GridJson
{
    /// <summary>May be used as they are, and not changed.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    internal static void Configure(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
