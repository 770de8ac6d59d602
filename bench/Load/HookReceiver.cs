using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Bench.Load;

/// <summary>Partners' servers, all of them: those that take what they are sent, slow ones, and dead ones that never answer.</summary>
internal static class HookReceiver
{
    /// <summary>The subcommand by which a measure starts it in a process of its own.</summary>
    public const string Command = "serve-hooks";

    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(5);

    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        var taken = 0L;
        app.MapPost("/live/{hook}", () =>
        {
            Interlocked.Increment(ref taken);
            return Results.NoContent();
        });
        app.MapPost("/slow/{hook}", async (HttpContext context) =>
        {
            await Task.Delay(Slowness, context.RequestAborted);
            return Results.NoContent();
        });
        app.MapPost("/dead/{hook}", (HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted));
        app.MapGet("/taken", () => Interlocked.Read(ref taken));
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
    }
}
