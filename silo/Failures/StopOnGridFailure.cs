using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Silo.Failures;

/// <summary>Stops the host when its grid has failed.</summary>
internal sealed partial class StopOnGridFailure(GridFailure failure, IHostApplicationLifetime lifetime, ILogger<StopOnGridFailure> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var cause = await failure.Happened.WaitAsync(stoppingToken);
        LogStopping(cause);
        Environment.ExitCode = GridFailure.ExitCode;
        lifetime.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The log failed, so this process stops: start it again to go on from what is stored")]
    private partial void LogStopping(Exception cause);
}
