using MatchGrid.Api.Telemetry;
using MatchGrid.Journals;

namespace MatchGrid.Api.Startup;

/// <summary>What machines ask: is it alive, is it ready, how is it doing.</summary>
public static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("alive")).AllowAnonymous().DisableRateLimiting();
        app.MapGet("/health/ready", ReadyAsync).AllowAnonymous().DisableRateLimiting();
        app.MapGet("/metrics", (MetricsText metrics) => Results.Text(metrics.Write(), MetricsText.ContentType))
            .AllowAnonymous().DisableRateLimiting();
    }

    /// <summary>Ready when the log syncs and the process is not stopping.</summary>
    private static async Task<IResult> ReadyAsync(ITelling telling, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Results.Text("stopping", statusCode: StatusCodes.Status503ServiceUnavailable);
        try
        {
            await telling.ToOutsideAsync().AsTask().WaitAsync(Patience, time);
            return Results.Text("ready");
        }
        catch (Exception failed) when (failed is TimeoutException or JournalFailedException)
        {
            return Results.Text("storage does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
