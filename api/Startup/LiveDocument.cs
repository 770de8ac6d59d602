using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Live;
using MatchGrid.Api.Outside;
using MatchGrid.Api.Problems;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;

namespace MatchGrid.Api.Startup;

/// <summary>
/// The AsyncAPI 3.1 document at <c>/asyncapi/v1.json</c>: the hub's methods as they are in the code, what it pushes, and the feed as a stream. Messages
/// are written as they stand in a SignalR invocation: the list of its arguments.
/// </summary>
public static class LiveDocument
{
    private const string Hub = "live";
    private const string Feed = "feed";

    public static void MapLiveDocument(this WebApplication app) => app
        .MapGet("/asyncapi/v1.json", (HttpContext context) => Results.Text(Write(context.Request), "application/json"))
        .AllowAnonymous()
        .ExcludeFromDescription();

    /// <summary>Methods of the hub that clients may call.</summary>
    public static IEnumerable<MethodInfo> HubMethods => typeof(LiveHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => !method.IsSpecialName && method.GetBaseDefinition() == method).OrderBy(method => method.Name, StringComparer.Ordinal);

    private static string Write(HttpRequest request)
    {
        var document = new JsonObject
        {
            ["asyncapi"] = "3.1.0",
            ["id"] = "urn:matchgrid",
            ["info"] = new JsonObject
            {
                ["title"] = "MatchGrid live",
                ["version"] = "1",
                ["description"] = "The SignalR hub (JSON protocol, over WebSockets or server-sent events) and the feed of match events as a stream. A refusal of the hub is an error whose text is code: sentence.",
                ["tags"] = new JsonArray(new JsonObject { ["name"] = Hub, ["description"] = "The hub" }, new JsonObject { ["name"] = Feed, ["description"] = "The feed" }),
            },
            ["defaultContentType"] = "application/json",
            ["servers"] = new JsonObject { ["hub"] = Server(request, "ws"), ["http"] = Server(request, "http") },
            ["channels"] = new JsonObject
            {
                [Hub] = new JsonObject { ["address"] = "/hubs/live", ["description"] = "SignalR", ["servers"] = new JsonArray(Ref("servers/hub")), ["messages"] = new JsonObject() },
                [Feed] = new JsonObject
                {
                    ["address"] = "/v1/feed", ["description"] = "Server-sent events: each has as its id the cursor after it", ["servers"] = new JsonArray(Ref("servers/http")), ["messages"] = new JsonObject(),
                },
            },
            ["operations"] = new JsonObject(),
            ["components"] = new JsonObject
            {
                ["messages"] = new JsonObject(),
                ["schemas"] = new JsonObject(),
                ["securitySchemes"] = new JsonObject { ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" } },
            },
        };
        foreach (var method in HubMethods)
            AddMethod(document, method);
        foreach (var push in LivePush.All)
            AddOperation(document, Hub, push.Method, "send", push.Summary, new JsonArray(Ref(AddSchema(document, push.Argument))));
        AddOperation(document, Feed, "match", "send", "A match event", Ref(AddSchema(document, typeof(FeedMessage))));
        AddOperation(document, Feed, "alive", "send", "Nothing to tell for a while; its id counts too", new JsonObject { ["type"] = "object" });
        AddOperation(document, Feed, "problem", "send", "Why the stream ends", Ref(AddSchema(document, typeof(Problem))));
        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static void AddMethod(JsonObject document, MethodInfo method)
    {
        var summary = method.GetCustomAttribute<EndpointSummaryAttribute>()?.Summary ?? method.Name;
        var arguments = new JsonArray([.. LiveSchema.ArgumentsOf(method).Select(argument => Ref(AddSchema(document, argument)))]);
        var operation = AddOperation(document, Hub, method.Name, "receive", summary, arguments);
        if (LiveSchema.AnswerOf(method) is not { } answer)
            return;
        var reply = $"{method.Name}Answer";
        AddMessage(document, Hub, reply, $"What {method.Name} answers{(LiveSchema.IsStream(method.ReturnType) ? ", item by item" : "")}", Ref(AddSchema(document, answer)));
        operation["reply"] = new JsonObject { ["channel"] = Ref($"channels/{Hub}"), ["messages"] = new JsonArray(Ref($"channels/{Hub}/messages/{reply}")) };
    }

    /// <param name="payload">A schema; a list of them is what an invocation's arguments are.</param>
    private static JsonObject AddOperation(JsonObject document, string channel, string name, string action, string summary, JsonNode payload)
    {
        AddMessage(document, channel, name, summary, payload is JsonArray arguments ? Tuple(arguments) : payload);
        var operation = new JsonObject
        {
            ["action"] = action,
            ["title"] = name,
            ["summary"] = summary,
            ["description"] = summary,
            ["channel"] = Ref($"channels/{channel}"),
            ["security"] = new JsonArray(Ref("components/securitySchemes/bearer")),
            ["messages"] = new JsonArray(Ref($"channels/{channel}/messages/{name}")),
        };
        document["operations"]![$"{channel}.{name}"] = operation;
        return operation;
    }

    private static void AddMessage(JsonObject document, string channel, string name, string summary, JsonNode payload)
    {
        document["components"]!["messages"]![name] = new JsonObject { ["name"] = name, ["title"] = name, ["summary"] = summary, ["contentType"] = "application/json", ["payload"] = payload };
        document["channels"]![channel]!["messages"]![name] = Ref($"components/messages/{name}");
    }

    private static string AddSchema(JsonObject document, Type type)
    {
        var name = type.IsArray ? $"{type.GetElementType()!.Name}List" : Nullable.GetUnderlyingType(type) is { } value ? $"Optional{value.Name}" : type.Name;
        document["components"]!["schemas"]![name] ??= LiveSchema.Of(type, $"#/components/schemas/{name}");
        return $"components/schemas/{name}";
    }

    // As draft 7 says it, which AsyncAPI takes.
    private static JsonObject Tuple(JsonArray arguments)
    {
        var tuple = new JsonObject { ["type"] = "array", ["minItems"] = arguments.Count, ["maxItems"] = arguments.Count };
        if (arguments.Count > 0)
            tuple["items"] = arguments;
        return tuple;
    }

    private static JsonObject Server(HttpRequest request, string protocol) => new()
    {
        ["host"] = $"{request.Host}", ["protocol"] = request.IsHttps ? $"{protocol}s" : protocol, ["security"] = new JsonArray(Ref("components/securitySchemes/bearer")),
    };

    private static JsonObject Ref(string path) => new() { ["$ref"] = $"#/{path}" };
}
