using System.Reflection;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.OpenApi;

namespace MatchGrid.Api.Startup;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c>; every build makes it too.</summary>
public static class Document
{
    /// <summary>Status under which routes name their problem; the document calls it the default answer.</summary>
    public const int Refused = StatusCodes.Status400BadRequest;

    private static readonly Dictionary<string, string> Tags = new()
    {
        ["catalogue"] = "Medicines, and who around here has them",
        ["development"] = "For trying it out, on loopback only",
        ["feed"] = "Match events by cursor",
        ["holds"] = "What is held at a pharmacy, and hand-over",
        ["keys"] = "Keys for machines",
        ["makers"] = "Supply to come",
        ["partners"] = "What partners may see",
        ["patients"] = "The patient's own: inbox, profile, who had access",
        ["pharmacies"] = "Pharmacies, and demand around them",
        ["regions"] = "Crisis regions",
        ["requests"] = "What patients ask for, and what was found",
        ["stock"] = "Stock of a pharmacy",
        ["webhooks"] = "Match events sent to a partner's server",
    };

    /// <summary>Whether this process is the build's, which starts the application only to write its document.</summary>
    public static bool IsBeingWritten { get; } = Assembly.GetEntryAssembly()?.GetName().Name == "GetDocument.Insider";

    /// <summary>A build touches no data: of all that would start with the host, only the web server's part stays.</summary>
    public static void StartNothingElse(IServiceCollection services)
    {
        foreach (var service in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name != "GenericWebHostService").ToList())
            services.Remove(service);
    }

    public static void AddDocument(this IServiceCollection services) => services.AddOpenApi("v1", document =>
    {
        document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        document.ShouldInclude = description => description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true;
        document.AddDocumentTransformer((api, _, _) =>
        {
            api.Info.Title = "MatchGrid";
            api.Info.Version = "1";
            api.Info.Description = "Real-time matching of medicines in short supply. Every refusal is an RFC 9457 problem with a stable code. Live pushes: SignalR hub /hubs/live.";
            foreach (var server in api.Servers ?? [])
                server.Url = server.Url?.TrimEnd('/');
            foreach (var tag in api.Tags ?? new HashSet<OpenApiTag>())
                tag.Description = Tags.GetValueOrDefault(tag.Name ?? "") ?? tag.Name;
            api.Components ??= new();
            api.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" },
            };
            return Task.CompletedTask;
        });
        document.AddSchemaTransformer((schema, context, _) =>
        {
            // Ids are written as their text.
            if (Array.Exists(context.JsonTypeInfo.Type.GetInterfaces(), one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ITypedId<>)))
                (schema.Type, schema.Properties, schema.Required) = (JsonSchemaType.String, null, null);
            else if (schema.Type?.HasFlag(JsonSchemaType.Array) == true)
                schema.Items ??= new OpenApiSchema { Type = JsonSchemaType.String };
            return Task.CompletedTask;
        });
        document.AddOperationTransformer((operation, context, _) =>
        {
            if (operation.Responses?.Remove($"{Refused}", out var refused) == true)
            {
                refused.Description = "Refused: a problem with a stable code";
                operation.Responses["default"] = refused;
            }

            operation.OperationId ??= IdOf(context.Description);
            operation.Description ??= operation.Summary;
            foreach (var name in NamesIn(context.Description.RelativePath!).Where(name => operation.Parameters?.Any(parameter => parameter.Name == name) != true))
                (operation.Parameters ??= []).Add(new OpenApiParameter { Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } });
            operation.Security = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any()
                ? [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }]
                : [];
            return Task.CompletedTask;
        });
    });

    // getPharmaciesByPharmacyStock
    private static string IdOf(ApiDescription route) => string.Concat(route.RelativePath!.Split('/', ':').Skip(1)
        .Select(part => part is ['{', .., '}'] ? $"By{Capital(part[1..^1])}" : string.Concat(part.Split('-').Select(Capital)))
        .Prepend(route.HttpMethod!.ToLowerInvariant()));

    private static string Capital(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..];

    private static IEnumerable<string> NamesIn(string path) => path.Split('/').Where(part => part is ['{', .., '}']).Select(part => part[1..^1]);

    public static void MapDocument(this WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
}
