using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace MatchGrid.Client.Live;

/// <summary>A WebSocket as a pair of pipes.</summary>
internal sealed class WebSocketConnection : ConnectionContext, IConnectionInherentKeepAliveFeature
{
    private readonly ClientWebSocket socket;
    private readonly Pipe received = new();
    private readonly Pipe sent = new();
    private readonly CancellationTokenSource closed = new();
    private readonly Task running;

    public WebSocketConnection(ClientWebSocket socket)
    {
        this.socket = socket;
        Transport = new Ends(received.Reader, sent.Writer);
        Features.Set<IConnectionInherentKeepAliveFeature>(this);
        running = Task.WhenAll(ReceiveAsync(), SendAsync());
    }

    public override string ConnectionId { get; set; } = "";

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public bool HasInherentKeepAlive => false;

    public override void Abort(ConnectionAbortedException abortReason) => closed.Cancel();

    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync();
        await closed.CancelAsync();
        await running;
        socket.Dispose();
        closed.Dispose();
    }

    private async Task ReceiveAsync()
    {
        Exception? cause = null;
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(received.Writer.GetMemory(4096), closed.Token);
                if (read.MessageType == WebSocketMessageType.Close)
                    break;
                received.Writer.Advance(read.Count);
                if ((await received.Writer.FlushAsync()).IsCompleted)
                    break;
            }
        }
        catch (Exception failed) when (failed is WebSocketException or OperationCanceledException)
        {
            cause = closed.IsCancellationRequested ? null : failed;
        }

        await received.Writer.CompleteAsync(cause);
    }

    private async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var read = await sent.Reader.ReadAsync(closed.Token);
                foreach (var part in read.Buffer)
                    await socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: true, closed.Token);
                sent.Reader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }
        }
        catch (Exception failed) when (failed is WebSocketException or OperationCanceledException)
        {
            // The receiving side tells why.
        }

        await sent.Reader.CompleteAsync();
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
