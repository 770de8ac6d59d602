using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace MatchGrid.Client.Live;

/// <summary>Connects the SignalR client core by WebSocket, without negotiation.</summary>
public sealed class WebSocketConnectionFactory : IConnectionFactory
{
    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(((UriEndPoint)endpoint).Uri, cancellationToken);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new WebSocketConnection(socket);
    }
}
