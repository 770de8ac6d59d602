using Microsoft.AspNetCore.StaticFiles;

namespace MatchGrid.Api.Startup;

/// <summary>The few static pages: the live page and the API page. No inline script anywhere.</summary>
public static class Pages
{
    private const string Policy =
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] NoPages = ["/v1", "/hubs", "/openapi", "/asyncapi", "/health", "/metrics"];

    public static void UsePages(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            if (IsPage(context.Request.Path))
            {
                // Swagger UI sets styles on its elements.
                context.Response.Headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? $"{Policy}; style-src 'self' 'unsafe-inline'" : Policy;
            }

            return next(context);
        });
        app.UseWhen(context => IsPage(context.Request.Path), pages =>
        {
            pages.UseDefaultFiles();
            pages.UseStaticFiles(new StaticFileOptions { ContentTypeProvider = new FileExtensionContentTypeProvider() });
            pages.UseSwaggerUI(page =>
            {
                page.RoutePrefix = "docs";
                page.DocumentTitle = "MatchGrid API";
                page.SwaggerEndpoint("/openapi/v1.json", "MatchGrid v1");
            });
        });
    }

    private static bool IsPage(PathString path) => !Array.Exists(NoPages, other => path.StartsWithSegments(other, StringComparison.OrdinalIgnoreCase));
}
