using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace MatchGrid.Cli.Doors;

/// <summary>The live door as a plain WebSocket that speaks SignalR's JSON protocol: messages end with a record separator.</summary>
internal static class LiveSocket
{
    private const byte RecordSeparator = 0x1e;
    private const int Invocation = 1;
    private const int Completion = 3;
    private const int Ping = 6;
    private const int Close = 7;

    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(15);

    /// <summary>Calls a hub method and yields the arguments of every call that comes back, until the connection ends.</summary>
    /// <param name="server">Where it runs.</param>
    /// <param name="token">Who asks, or nobody.</param>
    /// <param name="method">The hub method that begins it.</param>
    /// <param name="following">Told when the server has answered: from then on nothing is missed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="arguments">Of the hub method, as JSON.</param>
    /// <exception cref="RefusedException">The server does not answer, or refused the call.</exception>
    public static async IAsyncEnumerable<JsonElement> FollowAsync(
        Uri server, string? token, string method, Action following, [EnumeratorCancellation] CancellationToken cancellationToken, string arguments = "[]")
    {
        using var socket = new ClientWebSocket();
        await ConnectAsync(socket, server, token, cancellationToken);
        await SendAsync(socket, """{"protocol":"json","version":1}""", cancellationToken);
        await SendAsync(socket, $$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":{{arguments}}}""", cancellationToken);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pings = PingAsync(socket, ended.Token);
        await foreach (var message in MessagesAsync(socket, cancellationToken))
        {
            using var parsed = JsonDocument.Parse(message);
            var root = parsed.RootElement;
            var type = root.TryGetProperty("type", out var number) ? number.GetInt32() : 0;
            if (root.TryGetProperty("error", out var error) && type is 0 or Completion or Close)
                throw new RefusedException(error.ToString());
            if (type == Completion)
                following();
            if (type == Invocation)
                yield return root.GetProperty("arguments").Clone();
            if (type == Close)
                break;
        }

        await ended.CancelAsync();
        await pings;
    }

    private static async Task ConnectAsync(ClientWebSocket socket, Uri server, string? token, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(server)
        {
            Scheme = server.Scheme == "https" ? "wss" : "ws",
            Path = $"{server.AbsolutePath.TrimEnd('/')}/hubs/live",
            Query = token is null ? "" : $"access_token={Uri.EscapeDataString(token)}",
        };
        try
        {
            await socket.ConnectAsync(address.Uri, cancellationToken);
        }
        catch (WebSocketException exception)
        {
            throw new RefusedException($"{server} has no live door for this token: {exception.Message}", exception);
        }
    }

    private static async Task PingAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(PingPeriod);
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await SendAsync(socket, $$"""{"type":{{Ping}}}""", cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or WebSocketException)
        {
            // Whoever reads notices the end.
        }
    }

    private static Task SendAsync(ClientWebSocket socket, string message, CancellationToken cancellationToken)
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(message), RecordSeparator];
        return socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> MessagesAsync(ClientWebSocket socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var gathered = new MemoryStream();
        var piece = new byte[16 << 10];
        while (await ReceiveAsync(socket, piece, cancellationToken) is > 0 and var read)
        {
            gathered.Write(piece, 0, read);
            var rest = gathered.ToArray().AsMemory();
            while (rest.Span.IndexOf(RecordSeparator) is >= 0 and var end)
            {
                yield return rest[..end];
                rest = rest[(end + 1)..];
            }

            gathered.SetLength(0);
            gathered.Write(rest.Span);
        }
    }

    private static async Task<int> ReceiveAsync(ClientWebSocket socket, byte[] piece, CancellationToken cancellationToken)
    {
        try
        {
            var received = await socket.ReceiveAsync(piece, cancellationToken);
            return received.MessageType == WebSocketMessageType.Close ? 0 : received.Count;
        }
        catch (WebSocketException)
        {
            return 0;
        }
    }
}
