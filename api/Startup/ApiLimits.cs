namespace MatchGrid.Api.Startup;

/// <summary>Every limit of the HTTP and SignalR doors. Bound from configuration section <c>Limits</c>.</summary>
public sealed class ApiLimits
{
    /// <summary>Largest JSON body in bytes; a larger one is refused with <c>body_too_large</c> before it is read. Default 1 MiB.</summary>
    public long JsonBodyBytes { get; set; } = 1 << 20;

    /// <summary>Longest line of an NDJSON or CSV stream in bytes; such a stream may be of any length. Default 8 KiB.</summary>
    public int LineBytes { get; set; } = 8 << 10;

    /// <summary>Lines of an upload that go to a pharmacy in one call. The next are read when it has answered. Default 1,000.</summary>
    public int LinesPerChunk { get; set; } = 1_000;

    /// <summary>Line errors that a reply lists; more are only counted. Default 1,000.</summary>
    public int ErrorsListed { get; set; } = 1_000;

    /// <summary>Most results of one search. Default 100.</summary>
    public int SearchResults { get; set; } = 100;

    /// <summary>SKUs by which demand around a pharmacy is told, largest first. Default 200.</summary>
    public int DemandLines { get; set; } = 200;

    /// <summary>Counts below this are shown as "fewer than" only. Default 5.</summary>
    public int SmallestCountShown { get; set; } = 5;

    /// <summary>Field to which a patient's place is rounded, in metres. Default 250.</summary>
    public double PlaceRoundedToMetres { get; set; } = 250;

    /// <summary>Requests a minute of one caller who is no pharmacy; past it <c>rate_limited</c>. Default 600.</summary>
    public int CallerPerMinute { get; set; } = 600;

    /// <summary>The same for a pharmacy, a coordinator or an administrator. Default 600,000.</summary>
    public int PharmacyPerMinute { get; set; } = 600_000;

    /// <summary>Requests a minute of one address, all its callers but pharmacies and administrators together. Default 6,000.</summary>
    public int AddressPerMinute { get; set; } = 6_000;

    /// <summary>Entries that wait for one connection. A client that lets more pile up is disconnected and resumes by its sequence. Default 256.</summary>
    public int PushBuffer { get; set; } = 256;

    /// <summary>A client that takes nothing for this long is disconnected. Default 30 s.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a subscription is renewed at the grains; they forget it after three minutes. Default 1 min.</summary>
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Watchers of match events are told at most this often. Default 250 ms.</summary>
    public TimeSpan FeedEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Most match events in one message to a watcher; of more the latest are kept. Default 200.</summary>
    public int FeedBatch { get; set; } = 200;

    /// <summary>Largest message a client may send over SignalR, in bytes. Default 64 KiB.</summary>
    public long HubMessageBytes { get; set; } = 64 << 10;

    /// <summary>How long a stopping process waits for requests and grains to finish. Default 20 s.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(20);
}
