using System.Collections.Concurrent;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using Microsoft.AspNetCore.SignalR;
using Orleans;

namespace MatchGrid.Api.Live;

/// <summary>The patients' live connections of this host. Renews each subscription at its grain before that forgets it.</summary>
public sealed partial class PatientConnections(
    IGrainFactory grains, IHubContext<LiveHub> hub, NoticeShow show, ITelling telling, ApiLimits limits, TimeProvider time, ILogger<PatientConnections> log)
    : BackgroundService
{
    private readonly ConcurrentDictionary<string, PatientConnection> connections = [];

    public async Task<Subscribed> SubscribeAsync(PatientId patient, HubCallerContext context, string? epoch, long after)
    {
        await LeaveAsync(context.ConnectionId);
        var connection = new PatientConnection(grains, patient, hub.Clients.Client(context.ConnectionId), context.Abort, show, telling, limits, time, log);
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
        using var timer = new PeriodicTimer(limits.RenewEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var connection in connections.Values)
            {
                try
                {
                    await connection.RenewAsync();
                }
                catch (Exception failed) when (failed is not OperationCanceledException)
                {
                    LogRenewFailed(failed);
                }
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A subscription could not be renewed; the next round tries again")]
    private partial void LogRenewFailed(Exception cause);
}
