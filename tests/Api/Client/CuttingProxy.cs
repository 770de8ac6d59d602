using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace MatchGrid.Tests.Api.Client;

/// <summary>A network that breaks: passes connections on, and cuts all of them when told.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> open = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Uri target;
    private readonly Task accepting;

    public CuttingProxy(Uri target)
    {
        this.target = target;
        listener.Start();
        accepting = AcceptAsync();
    }

    public Uri Root => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    /// <summary>Connections passed on so far.</summary>
    public int Accepted { get; private set; }

    public void Cut()
    {
        foreach (var client in open.Keys)
            client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stopping.Token);
                Accepted++;
                _ = PassAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(target.Host, target.Port);
            (open[client], open[server]) = (0, 0);
            await Task.WhenAny(client.GetStream().CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception failed) when (failed is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }

        open.TryRemove(client, out _);
        open.TryRemove(server, out _);
        client.Dispose();
    }
}
