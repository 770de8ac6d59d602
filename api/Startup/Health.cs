using MatchGrid.Api.Telemetry;
using MatchGrid.Journals;
using MatchGrid.Wakes;

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

    /// <summary>Ready when the log syncs and the process is not stopping; with how far it is with what waited at the start, which nobody need wait for.</summary>
    private static async Task<IResult> ReadyAsync(ITelling telling, MarketWaker markets, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Results.Text("stopping", statusCode: StatusCodes.Status503ServiceUnavailable);
        try
        {
            await telling.ToOutsideAsync().AsTask().WaitAsync(Patience, time);
            return Results.Text(markets.Progress is var (woken, found) && woken < found ? $"ready; waking markets: {woken} of {found}" : "ready");
        }
        catch (Exception failed) when (failed is TimeoutException or JournalFailedException)
        {
            return Results.Text("storage does not answer", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
