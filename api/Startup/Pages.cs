using Microsoft.AspNetCore.StaticFiles;

namespace MatchGrid.Api.Startup;

/// <summary>The few static pages: the live page and the API page. No inline script anywhere.</summary>
public static class Pages
{
    private const string Policy =
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void UsePages(this WebApplication app)
    {
        app.Use((context, next) =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            // Swagger UI sets styles on its elements.
            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? $"{Policy}; style-src 'self' 'unsafe-inline'" : Policy;
            return next(context);
        });
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase), pages =>
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
}
