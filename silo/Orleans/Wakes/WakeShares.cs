using MatchGrid.Silo.Postgres;
using MatchGrid.Wakes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace MatchGrid.Silo.Wakes;

/// <summary>
/// Divides the wakes among the silos that live. When there are others than before, each reads what is stored of its share, so that what a dead one
/// looked after is woken; now and then in any case.
/// </summary>
internal sealed partial class WakeShares(
    PostgresJournal journal, MarketWaker markets, GridShare share, IClusterMembershipService membership, ILocalSiloDetails local, TimeProvider time,
    ILogger<WakeShares> log) : BackgroundService
{
    private static readonly TimeSpan LookUpEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReadAgain = TimeSpan.FromSeconds(1);

    // What is read in between is due then.
    private static readonly TimeSpan Ahead = ReadEvery * 2;

    private string others = "";
    private DateTimeOffset readAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var members = membership.CurrentSnapshot.Members.Values
                    .Where(member => member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping).OrderBy(member => member.SiloAddress).ToList();
                var silos = members.Where(member => member.Status == SiloStatus.Active).Select(member => member.SiloAddress).ToList();
                var now = time.GetUtcNow();
                // One that leaves keeps its grains for a while: what moves then moves when it is gone.
                var seen = string.Join(' ', members.Select(member => $"{member.SiloAddress} {member.Status}"));
                if (seen != others)
                    await TakeOverAsync(silos, seen, stoppingToken);
                else if (now >= readAt)
                    await ReadAsync(stoppingToken);
                await journal.LookUpWakesAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
                await Task.Delay(ReadAgain, time, stoppingToken);
            }

            await Task.Delay(LookUpEvery, time, stoppingToken);
        }
    }

    private async Task TakeOverAsync(List<SiloAddress> silos, string seen, CancellationToken cancellationToken)
    {
        var index = silos.IndexOf(local.SiloAddress);
        if (index < 0)
            return; // not yet one of them
        share.Change(index, silos.Count);
        using (markets.Finding())
            await ReadAsync(cancellationToken);
        others = seen;
        LogShared(silos.Count);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await journal.ReadWakesAsync(new(share.Index, share.Count), time.GetUtcNow() + Ahead, cancellationToken);
        readAt = time.GetUtcNow() + ReadEvery;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Silos} silos share the work")]
    private partial void LogShared(int silos);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Wakes could not be read from the database; tried again in a second")]
    private partial void LogFailed(Exception exception);
}
