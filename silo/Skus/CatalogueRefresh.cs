using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Silo.Skus;

/// <summary>Keeps the host's copy of the catalogue fresh.</summary>
internal sealed partial class CatalogueRefresh(LocalCatalogue catalogue, TimeProvider time, ILogger<CatalogueRefresh> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await catalogue.RefreshAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }

            await Task.Delay(LocalCatalogue.Period, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalogue could not be refreshed; what is known of it stays in use")]
    private partial void LogFailed(Exception exception);
}
