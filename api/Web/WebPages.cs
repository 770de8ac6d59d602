using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace MatchGrid.Api.Web;

/// <summary>Serves the web app under <c>/app/</c>; until it is built, a plain page that says so.</summary>
public static class WebPages
{
    public const string Root = "/app";

    // The map draws pictures that it makes itself, and takes its worker from a file.
    private const string Policy =
        "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddWebApp(this IServiceCollection services, WebOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(_ => new WebApp(options, AppContext.BaseDirectory));
        services.AddHostedService<WebBuild>();
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true; // only the app's files, which are the same for everybody
            compression.MimeTypes = ["text/html", "text/css", "text/javascript", "application/json", "application/manifest+json", "image/svg+xml"];
        });
    }

    /// <summary>The app's files, compressed; any other address of the app is a page of it.</summary>
    public static void UseWebApp(this WebApplication app)
    {
        var web = app.Services.GetRequiredService<WebApp>();
        app.UseWhen(context => context.Request.Path.Value is "/" or Root, root => root.Run(context =>
        {
            context.Response.Redirect($"{Root}/");
            return Task.CompletedTask;
        }));
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Root, StringComparison.Ordinal), pages =>
        {
            pages.UseResponseCompression();
            pages.Use((context, next) =>
            {
                var (request, headers) = (context.Request, context.Response.Headers);
                headers.ContentSecurityPolicy = Policy;
                if (!web.IsThere)
                    request.Path = $"{Root}/building.html";
                else if (!Path.HasExtension(request.Path))
                    request.Path = $"{Root}/index.html";
                return next(context);
            });
            pages.UseStaticFiles(new StaticFileOptions
            {
                RequestPath = Root,
                FileProvider = new BuiltOrPlain(web, app.Environment.WebRootFileProvider),
                ContentTypeProvider = new FileExtensionContentTypeProvider(),
                OnPrepareResponse = served => served.Context.Response.Headers.CacheControl =
                    served.Context.Request.Path.StartsWithSegments($"{Root}/assets", StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache",
            });
        });
    }

    public static void MapWebState(this WebApplication app) => app
        .MapGet("/health/pages", (WebApp web) => Results.Ok(web.State)).AllowAnonymous().DisableRateLimiting().ExcludeFromDescription();

    private sealed class BuiltOrPlain(WebApp web, IFileProvider plain) : IFileProvider
    {
        private PhysicalFileProvider? built;

        public IFileInfo GetFileInfo(string subpath) => Current.GetFileInfo(subpath);

        public IDirectoryContents GetDirectoryContents(string subpath) => NotFoundDirectoryContents.Singleton;

        public Microsoft.Extensions.Primitives.IChangeToken Watch(string filter) => NullChangeToken.Singleton;

        private IFileProvider Current => web.IsThere ? built ??= new(web.Folder) : plain;
    }
}
