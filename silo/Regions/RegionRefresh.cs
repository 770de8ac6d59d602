using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Regions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans;

namespace MatchGrid.Silo.Regions;

/// <summary>Keeps this process's board of crisis regions fresh: read before anything is matched, then once a second.</summary>
internal sealed partial class RegionRefresh(IGrainFactory grains, JournalServices services, TimeProvider time, ILogger<RegionRefresh> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(grains, services.Regions);
        await base.StartAsync(cancellationToken);
    }

    /// <summary>Takes in what has changed up to now.</summary>
    public static async Task ReadAsync(IGrainFactory grains, RegionBoard board) =>
        board.Learn(await grains.GetGrain<IRegionDirectoryGrain>(Addresses.Split(Addresses.TheRegions).Key).GetChangesAsync(board.Version));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Period, time, stoppingToken);
            try
            {
                await ReadAsync(grains, services.Regions);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The crisis regions could not be refreshed; those known stay in use")]
    private partial void LogFailed(Exception exception);
}
