using MatchGrid.Client.Feed;
using MatchGrid.Client.Inbox;
using MatchGrid.Client.Live;
using MatchGrid.Client.Requests;
using MatchGrid.Client.Stock;
using MatchGrid.Client.Transport;
using MatchGrid.Client.Webhooks;

namespace MatchGrid.Client;

/// <summary>
/// A running MatchGrid, as one caller. Every refusal is a <see cref="MatchGridException"/> with its stable code; what can be sent again without harm is
/// sent again when the network fails, or the server says that it has no room. May be used by many threads.
/// </summary>
public sealed class MatchGridClient : IDisposable
{
    /// <param name="options">Where it runs, and who asks.</param>
    /// <param name="handler">Sends; null for one of its own. It is not disposed.</param>
    public MatchGridClient(MatchGridOptions options, HttpMessageHandler? handler = null)
    {
        Http = new(options, handler);
        Live = new(options);
        Requests = new(Http);
        Inbox = new(Http, Live);
        Stock = new(Http);
        Feed = new(Http, Live, options);
        Webhooks = new(Http);
    }

    /// <summary>Any route, also one that has nothing typed here.</summary>
    public GridHttp Http { get; }

    /// <summary>Any method of the live hub.</summary>
    public LiveDoor Live { get; }

    /// <summary>For patients.</summary>
    public RequestsClient Requests { get; }

    /// <summary>For patients: what they are told, without gap or repeat.</summary>
    public InboxClient Inbox { get; }

    /// <summary>For pharmacies.</summary>
    public StockClient Stock { get; }

    /// <summary>For partners and coordinators: match events by cursor.</summary>
    public FeedClient Feed { get; }

    /// <summary>For partners.</summary>
    public WebhooksClient Webhooks { get; }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
