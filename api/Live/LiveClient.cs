using Microsoft.AspNetCore.SignalR;

namespace MatchGrid.Api.Live;

/// <summary>A connection that is told the latest only: whoever is still taking one message misses the next. Used by one thread at a time.</summary>
internal sealed class LiveClient(ISingleClientProxy proxy, Action disconnect)
{
    private Task sending = Task.CompletedTask;
    private DateTimeOffset since;

    /// <summary>Whether the last message was taken; a client that has not taken it for too long is disconnected.</summary>
    public bool IsFree(DateTimeOffset now, TimeSpan timeout)
    {
        if (sending.IsCompleted)
            return true;
        if (now - since > timeout)
            disconnect();
        return false;
    }

    public void Send(string method, object message, DateTimeOffset now) => (sending, since) = (proxy.SendAsync(method, message), now);
}
