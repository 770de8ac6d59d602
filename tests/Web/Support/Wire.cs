using System.Net;
using System.Net.Sockets;

namespace MatchGrid.Tests.Web.Support;

/// <summary>
/// The network between the browsers and the server: an address that stays while the server behind it changes, and that can be cut as a cable is, with
/// no word to either side's program but that the connection is gone.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource ended = new();
    private readonly Lock gate = new();
    private readonly HashSet<Socket> open = [];
    private readonly Task accepting;
    private Uri? server;
    private bool cut;

    public Wire()
    {
        listener.Start();
        Root = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        accepting = AcceptAsync();
    }

    public Uri Root { get; }

    public void Join(Uri to) => server = to;

    public void Cut()
    {
        lock (gate)
        {
            cut = true;
            foreach (var socket in open)
                socket.Close(0);
            open.Clear();
        }
    }

    public void Mend()
    {
        lock (gate)
            cut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                _ = PassAsync(await listener.AcceptSocketAsync(ended.Token));
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(Socket client)
    {
        using var back = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            try
            {
                lock (gate)
                {
                    if (cut)
                    {
                        client.Close(0);
                        return;
                    }

                    open.Add(client);
                    open.Add(back);
                }

                await back.ConnectAsync(server!.Host, server.Port, ended.Token);
                await Task.WhenAny(CopyAsync(client, back), CopyAsync(back, client));
            }
            catch (Exception broken) when (broken is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Either side learns it by its own end.
            }
            finally
            {
                lock (gate)
                {
                    open.Remove(client);
                    open.Remove(back);
                }
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16_384];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, ended.Token)) > 0)
                await to.SendAsync(buffer.AsMemory(0, read), ended.Token);
        }
        catch (Exception broken) when (broken is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The other direction ends with it.
        }
    }
}
