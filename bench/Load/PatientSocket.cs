using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace MatchGrid.Bench.Load;

/// <summary>
/// A patient's live connection: SignalR's JSON protocol on a bare WebSocket, so that ten thousand of them leave the processors to the server.
/// </summary>
internal sealed class PatientSocket : IDisposable
{
    private const byte Separator = 0x1e;
    private static readonly byte[] Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray();
    private static readonly byte[] Ping = "{\"type\":6}\u001e"u8.ToArray();
    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null });

    private readonly ClientWebSocket socket = new();
    private readonly TaskCompletionSource subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] buffer = new byte[2048];

    /// <summary>Connects and subscribes.</summary>
    /// <param name="hub">Address of the hub, the token in its query.</param>
    /// <param name="arguments">Of the hub method, as JSON.</param>
    /// <param name="told">Called with each push and the time it came.</param>
    /// <param name="method">The hub method that subscribes.</param>
    public static async Task<PatientSocket> ConnectAsync(Uri hub, string arguments, ToldPatient told, string method = "Subscribe")
    {
        var patient = new PatientSocket();
        patient.socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await patient.socket.ConnectAsync(hub, Invoker, CancellationToken.None);
        await patient.SendAsync(Handshake);
        await patient.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":1,"invocationId":"1","target":"{{method}}","arguments":{{arguments}}}""" + "\u001e"));
        patient.Ended = patient.ReceiveAsync(told);
        await await Task.WhenAny(patient.subscribed.Task, patient.Ended);
        await patient.subscribed.Task;
        return patient;
    }

    /// <summary>Completes when the connection has ended, whoever ended it; fails with what <c>told</c> threw.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    /// <summary>As every client does each 15 s.</summary>
    public Task PingAsync() => SendAsync(Ping);

    public void Dispose() => socket.Dispose();

    private Task SendAsync(byte[] message) => socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task ReceiveAsync(ToldPatient told)
    {
        try
        {
            var filled = 0;
            while (await socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None) is { MessageType: not WebSocketMessageType.Close } part)
            {
                var now = Stopwatch.GetTimestamp();
                filled += part.Count;
                var from = 0;
                while (buffer.AsSpan(from, filled - from).IndexOf(Separator) is var length and >= 0)
                {
                    Take(buffer.AsMemory(from, length), now, told);
                    from += length + 1;
                }

                buffer.AsSpan(from, filled - from).CopyTo(buffer);
                filled -= from;
                if (filled == buffer.Length)
                    Array.Resize(ref buffer, 2 * filled);
            }

            subscribed.TrySetException(new InvalidOperationException("The server closed a patient's connection"));
        }
        catch (Exception ended) when (ended is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            subscribed.TrySetException(ended);
        }
    }

    private void Take(ReadOnlyMemory<byte> message, long now, ToldPatient told)
    {
        if (message.Span.StartsWith("{\"type\":1,"u8))
            told(message, now);
        else if (message.Span.StartsWith("{\"type\":3,"u8) && message.Span.IndexOf("\"error\""u8) < 0)
            subscribed.TrySetResult();
        else if (!message.Span.SequenceEqual("{}"u8) && !message.Span.StartsWith("{\"type\":6"u8))
            throw new WebSocketException(Encoding.UTF8.GetString(message.Span));
    }
}

/// <param name="message">A push: <c>{"type":1,"target":…,"arguments":[…]}</c>.</param>
/// <param name="timestamp">Of the stopwatch, when its last byte was there.</param>
internal delegate void ToldPatient(ReadOnlyMemory<byte> message, long timestamp);
