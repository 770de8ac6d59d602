using System.Text.Json;
using System.Text.Json.Nodes;

namespace MatchGrid.Tests.Api.Documents;

/// <summary>Holds a value against a schema, as far as the documents use schemas. What has no place in the schema is a complaint, too.</summary>
internal static class JsonShape
{
    public static IEnumerable<string> Complaints(JsonNode document, JsonNode schema, JsonNode? value, string at)
    {
        schema = Resolve(document, schema);
        if (schema is not JsonObject)
            return []; // true: anything
        if (schema["enum"] is JsonArray values)
            return values.Any(one => JsonNode.DeepEquals(one, value)) ? [] : [$"{at}: {value?.ToJsonString() ?? "null"} is none of {values.ToJsonString()}"];
        var types = schema["type"] switch { JsonArray many => many.Select(one => one!.GetValue<string>()).ToList(), { } one => [one.GetValue<string>()], null => [] };
        if (types.Count > 0 && !types.Exists(type => Is(type, value)))
            return [$"{at}: {value?.ToJsonString() ?? "null"} is no {string.Join(" or ", types)}"];
        return value switch
        {
            JsonObject members => InObject(document, schema, members, at),
            JsonArray items => InArray(document, schema, items, at),
            _ => [],
        };
    }

    private static IEnumerable<string> InObject(JsonNode document, JsonNode schema, JsonObject members, string at)
    {
        foreach (var name in (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()).Where(name => !members.ContainsKey(name)))
            yield return $"{at}.{name} is missing";
        foreach (var (name, member) in members)
        {
            if ((schema["properties"]?[name] ?? schema["additionalProperties"]) is not { } of)
            {
                yield return $"{at}.{name} is not in the document";
                continue;
            }

            foreach (var complaint in Complaints(document, of, member, $"{at}.{name}"))
                yield return complaint;
        }
    }

    private static IEnumerable<string> InArray(JsonNode document, JsonNode schema, JsonArray items, string at)
    {
        if (schema["maxItems"]?.GetValue<int>() < items.Count || schema["minItems"]?.GetValue<int>() > items.Count)
            return [$"{at} has {items.Count} items"];
        return items.SelectMany((item, index) => (schema["items"] is JsonArray tuple ? tuple[index] : schema["items"]) is { } of ? Complaints(document, of, item, $"{at}[{index}]") : []);
    }

    private static JsonNode Resolve(JsonNode document, JsonNode schema)
    {
        while ((schema as JsonObject)?["$ref"]?.GetValue<string>() is { } path)
            schema = path.TrimStart('#', '/').Split('/').Aggregate(document, (node, name) => node[name]!);
        return schema;
    }

    private static bool Is(string type, JsonNode? value) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToJsonString(), out _),
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        _ => false,
    };
}
