using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using MatchGrid.Api.Outside;
using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Api.Startup;

/// <summary>JSON schemas of what the hub and the feed send and take, as this API writes it.</summary>
internal static class LiveSchema
{
    private static readonly JsonSerializerOptions Json = Options();

    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };

    /// <summary>What a client gives a hub method in its invocation: not the streams, which go beside it.</summary>
    public static IEnumerable<Type> ArgumentsOf(MethodInfo method) =>
        method.GetParameters().Select(parameter => parameter.ParameterType).Where(type => type != typeof(CancellationToken) && !IsStream(type));

    /// <summary>What it answers, or each item of that; null for nothing.</summary>
    public static Type? AnswerOf(MethodInfo method) => method.ReturnType is { IsGenericType: true } type ? type.GetGenericArguments()[0] : null;

    public static bool IsStream(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    /// <param name="root">Where it will stand: what comes twice in it is written once and referred to.</param>
    public static JsonObject Of(Type type, string root)
    {
        var schema = Json.GetJsonSchemaAsNode(type, Exporter).AsObject();
        Refer(schema, root);
        return schema;
    }

    private static void Refer(JsonNode? schema, string root)
    {
        if (schema is JsonArray items)
        {
            foreach (var item in items)
                Refer(item, root);
        }
        else if (schema is JsonObject node)
        {
            if (node["$ref"]?.GetValue<string>() is ['#', .. var path])
                node["$ref"] = root + path;
            foreach (var (_, member) in node.ToList())
                Refer(member, root);
        }
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (IsText(type))
            return new JsonObject { ["type"] = type == context.TypeInfo.Type ? "string" : new JsonArray("string", "null") };
        // Members without a value are left out.
        if (schema is JsonObject { } node && node["required"] is JsonArray required)
        {
            foreach (var name in required.ToList().Where(name => MayBeNull(node["properties"]![name!.GetValue<string>()])))
                required.Remove(name);
            if (required.Count == 0)
                node.Remove("required");
        }

        return schema;
    }

    private static bool IsText(Type type) =>
        type == typeof(CellId) || Array.Exists(type.GetInterfaces(), one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ITypedId<>));

    private static bool MayBeNull(JsonNode? schema) =>
        (schema?["type"] is JsonArray types && types.Any(one => one!.GetValue<string>() == "null")) || (schema?["enum"] is JsonArray values && values.Contains(null));

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        OutsideJson.Configure(options);
        options.MakeReadOnly();
        return options;
    }
}
