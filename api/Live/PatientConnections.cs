using System.Collections.Concurrent;
using MatchGrid.Api.Access;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Silo;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>
/// The patients' live connections of this host. Renews each subscription at its grain before that forgets it, and at once when grains have moved.
/// </summary>
public sealed partial class PatientConnections(
    IGrainFactory grains, IHubContext<LiveHub> hub, NoticeShow show, ITelling telling, GridShare share, ApiLimits limits, TimeProvider time,
    ILogger<PatientConnections> log) : BackgroundService
{
    private const int MostRenewalsAtOnce = 64;

    private static readonly TimeSpan RenewAgain = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, PatientConnection> connections = [];
    private readonly SemaphoreSlim moved = new(0);

    public async Task<Subscribed> SubscribeAsync(PatientId patient, HubCallerContext context, string? epoch, long after, Caller? actsAs = null)
    {
        await LeaveAsync(context.ConnectionId);
        var connection = new PatientConnection(grains, patient, hub.Clients.Client(context.ConnectionId), context.Abort, show, telling, limits, time, log, actsAs);
        connections[context.ConnectionId] = connection;
        return await connection.StartAsync(epoch, after);
    }

    public async Task LeaveAsync(string connectionId)
    {
        if (connections.TryRemove(connectionId, out var connection))
            await connection.DisposeAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        share.Moved += (_, _) => moved.Release();
        var wait = limits.RenewEvery;
        while (!stoppingToken.IsCancellationRequested)
        {
            await moved.WaitAsync(wait, stoppingToken);
            var failures = 0;
            await Parallel.ForEachAsync(
                connections.Values,
                new ParallelOptions { MaxDegreeOfParallelism = MostRenewalsAtOnce, CancellationToken = stoppingToken },
                async (connection, _) => Interlocked.Add(ref failures, await TryRenewAsync(connection) ? 0 : 1));
            wait = failures == 0 ? limits.RenewEvery : RenewAgain;
        }
    }

    private async Task<bool> TryRenewAsync(PatientConnection connection)
    {
        try
        {
            await connection.RenewAsync();
            return true;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogRenewFailed(failed);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A subscription could not be renewed; tried again in a second")]
    private partial void LogRenewFailed(Exception cause);
}
