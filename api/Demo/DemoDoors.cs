using System.Diagnostics;
using MatchGrid.Replay.Demo;

namespace MatchGrid.Api.Demo;

/// <summary>What <c>--demo</c> adds: the sample, replayed on the running grid, and how it goes.</summary>
public static class DemoDoors
{
    /// <summary>Times are shortened, so that a person sees the whole story of a match within a minute or two.</summary>
    public static void AddDemo(this IServiceCollection services)
    {
        services.Configure<GridOptions>(grid =>
        {
            grid.AnswerWindow = TimeSpan.FromSeconds(20);
            grid.CriticalAnswerWindow = TimeSpan.FromSeconds(20);
            grid.CollectWindow = TimeSpan.FromMinutes(1);
        });
        services.AddSingleton(new DemoOptions { StartedAt = new DateTimeOffset(Process.GetCurrentProcess().StartTime) });
        services.AddSingleton<DemoFigures>();
        services.AddHostedService<DemoRunner>();
        services.AddHostedService<DemoScreen>();
    }

    public static void MapDemo(this IEndpointRouteBuilder routes) => routes
        .MapGet("/demo/status", (DemoFigures figures) => figures.Status())
        .AllowAnonymous()
        .WithTags("development")
        .WithSummary("How the demonstration goes; only with --demo");
}
