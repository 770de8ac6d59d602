using System.Reflection;
using MatchGrid.Api.Problems;
using MatchGrid.Identifiers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace MatchGrid.Api.Startup;

/// <summary>The OpenAPI 3.1 document at <c>/openapi/v1.json</c>; every build makes it too.</summary>
public static class Document
{
    /// <summary>Status under which routes name their problem; the document calls it the default answer.</summary>
    public const int Refused = StatusCodes.Status400BadRequest;

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
            return Task.CompletedTask;
        });
        document.AddOperationTransformer((operation, context, _) =>
        {
            if (operation.Responses?.Remove($"{Refused}", out var refused) == true)
            {
                refused.Description = "Refused: a problem with a stable code";
                operation.Responses["default"] = refused;
            }

            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
                operation.Security = [new() { [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [] }];
            return Task.CompletedTask;
        });
    });

    public static void MapDocument(this WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
}
