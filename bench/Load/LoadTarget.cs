using System.Text.Json;

namespace MatchGrid.Bench.Load;

/// <summary>What a load is put on: the grid or the bare relay, and the patients connected to it.</summary>
internal abstract class LoadTarget(string name, ServerProcess server, LoadPlan plan) : IAsyncDisposable
{
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(15);
    private const int PingParts = 150;

    private readonly PatientSocket[] sockets = new PatientSocket[plan.Patients];
    private readonly CancellationTokenSource ended = new();

    public string Name => name;

    public ServerProcess Server => server;

    protected LoadPlan Plan => plan;

    /// <summary>Who hears of pushes: the change it answers, the patient, the time.</summary>
    public Action<int, int, long>? Told { get; set; }

    /// <summary>Readies the server and connects all patients.</summary>
    public async Task ConnectAsync()
    {
        await PrepareAsync();
        await BenchGrid.ParallelAsync(plan.Patients, 32, async patient =>
        {
            var (address, arguments) = await HubOfAsync(patient);
            var root = new UriBuilder(server.RootOf(patient)) { Scheme = "ws", Path = "/hubs/live", Query = address };
            sockets[patient] = await PatientSocket.ConnectAsync(root.Uri, arguments, (message, now) => Take(patient, message, now));
        });
        _ = PingAsync();
    }

    /// <summary>Before a round: every patient asks for something.</summary>
    public abstract Task AskAsync(int round);

    /// <summary>The POST of a batch.</summary>
    public abstract HttpRequestMessage PostOf(int round, int batch);

    /// <summary>Called before the POST of a batch is sent.</summary>
    public virtual void Expect(int round, int batch)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        await server.DisposeAsync();
        foreach (var socket in sockets)
            socket?.Dispose();
    }

    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Query of the hub's address, and arguments of <c>Subscribe</c>.</summary>
    protected abstract Task<(string Query, string Arguments)> HubOfAsync(int patient);

    /// <summary>The change that a pushed notice answers; null when it answers none.</summary>
    protected abstract int? ChangeOf(int patient, JsonElement notice);

    private void Take(int patient, ReadOnlyMemory<byte> message, long now)
    {
        using var push = JsonDocument.Parse(message);
        if (ChangeOf(patient, push.RootElement.GetProperty("arguments")[0]) is { } change)
            Told?.Invoke(change, patient, now);
    }

    private async Task PingAsync()
    {
        using var timer = new PeriodicTimer(PingPeriod / PingParts);
        for (var part = 0; await timer.WaitForNextTickAsync(ended.Token); part++)
        {
            for (var i = part % PingParts; i < sockets.Length; i += PingParts)
                await sockets[i].PingAsync();
        }
    }
}
