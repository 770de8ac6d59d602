using System.ComponentModel.DataAnnotations;

namespace MatchGrid.Api.Startup;

/// <summary>Every limit of the HTTP and SignalR doors. Bound from configuration section <c>Limits</c>.</summary>
public sealed class ApiLimits
{
    /// <summary>Largest JSON body in bytes; a larger one is refused with <c>body_too_large</c> before it is read. Default 1 MiB.</summary>
    [Range(1_024, 1 << 30)]
    public long JsonBodyBytes { get; set; } = 1 << 20;

    /// <summary>Longest line of an NDJSON or CSV stream in bytes; such a stream may be of any length. Default 8 KiB.</summary>
    [Range(256, 1 << 20)]
    public int LineBytes { get; set; } = 8 << 10;

    /// <summary>Largest count of a pharmacy's whole stock in bytes: it is read whole before it counts. Default 8 MiB.</summary>
    [Range(1_024, 1 << 30)]
    public int FullCountBytes { get; set; } = 8 << 20;

    /// <summary>Lines of an upload that go to a pharmacy in one call. The next are read when it has answered. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int LinesPerChunk { get; set; } = 1_000;

    /// <summary>Line errors that a reply lists; more are only counted. Default 1,000.</summary>
    [Range(0, 100_000)]
    public int ErrorsListed { get; set; } = 1_000;

    /// <summary>Most results of one search. Default 100.</summary>
    [Range(1, 1_000)]
    public int SearchResults { get; set; } = 100;

    /// <summary>SKUs by which demand around a pharmacy is told, largest first. Default 200.</summary>
    [Range(1, 10_000)]
    public int DemandLines { get; set; } = 200;

    /// <summary>Counts below this are shown as "fewer than" only. Default 5.</summary>
    [Range(1, 1_000)]
    public int SmallestCountShown { get; set; } = 5;

    /// <summary>Field to which a patient's place is rounded, in metres. Default 250.</summary>
    [Range(100, 10_000)]
    public double PlaceRoundedToMetres { get; set; } = 250;

    /// <summary>Requests a minute of one caller who is no pharmacy; past it <c>rate_limited</c>. Default 600.</summary>
    [Range(1, int.MaxValue)]
    public int CallerPerMinute { get; set; } = 600;

    /// <summary>The same for a pharmacy, a coordinator or an administrator. Default 600,000.</summary>
    [Range(1, int.MaxValue)]
    public int PharmacyPerMinute { get; set; } = 600_000;

    /// <summary>Requests a minute of one address, all its callers but pharmacies and administrators together. Default 6,000.</summary>
    [Range(1, int.MaxValue)]
    public int AddressPerMinute { get; set; } = 6_000;

    /// <summary>New needs that one patient may state in an hour, repeats included; past it <c>rate_limited</c>. Default 60.</summary>
    [Range(1, int.MaxValue)]
    public int NeedsPerPatientHour { get; set; } = 60;

    /// <summary>The same for all patients of one address: a hospital is one, a flood of made-up patients too. Default 1,000.</summary>
    [Range(1, int.MaxValue)]
    public int NeedsPerAddressHour { get; set; } = 1_000;

    /// <summary>How often a minute one caller may look at the demand around pharmacies; past it <c>rate_limited</c>. Default 60.</summary>
    [Range(1, int.MaxValue)]
    public int DemandPerMinute { get; set; } = 60;

    /// <summary>
    /// Requests under way at once, all callers together; past it <c>overloaded</c>. What is taken is answered after about this many, at the pace at which
    /// requests are done. Default 256.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RequestsUnderWay { get; set; } = 256;

    /// <summary>How long work may wait for a thread; while it waits longer, <c>overloaded</c>. Default 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan MostLag { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Entries that wait for one connection. A client that lets more pile up is disconnected and resumes by its sequence. Default 256.</summary>
    [Range(1, 100_000)]
    public int PushBuffer { get; set; } = 256;

    /// <summary>
    /// Bytes that the kernel keeps of what one connection has not taken yet; it may double them. Left alone it would keep up to 4 MB for each client that
    /// does not read. Default 128 KiB.
    /// </summary>
    [Range(4_096, 1 << 26)]
    public int SocketSendBytes { get; set; } = 128 << 10;

    /// <summary>A client that takes nothing for this long is disconnected. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a subscription is renewed at the grains; they forget it after three minutes. Default 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:02:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan RenewEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Watchers of match events are told at most this often. Default 250 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FeedEvery { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Most match events in one message to a watcher; of more the latest are kept. Default 200.</summary>
    [Range(1, 10_000)]
    public int FeedBatch { get; set; } = 200;

    /// <summary>Readers of the feed that one caller may keep waiting or streaming at a time; past it <c>rate_limited</c>. Default 8.</summary>
    [Range(1, 10_000)]
    public int FeedReadersPerCaller { get; set; } = 8;

    /// <summary>All such readers together. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int FeedReaders { get; set; } = 1_000;

    /// <summary>A feed stream sends at most this often. Default 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan StreamEvery { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How often a feed stream with nothing to tell shows that it lives. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan FeedHeartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Largest message a client may send over SignalR, in bytes. Default 64 KiB.</summary>
    [Range(1_024, 1 << 30)]
    public long HubMessageBytes { get; set; } = 64 << 10;

    /// <summary>How long a stopping process waits for requests and grains to finish. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(20);

    /// <exception cref="RefusedStartException">Some are no numbers, or out of range; each is named, with its range.</exception>
    public static ApiLimits Read(IConfiguration configuration)
    {
        try
        {
            var limits = configuration.GetSection("Limits").Get<ApiLimits>() ?? new();
            limits.Check();
            return limits;
        }
        catch (InvalidOperationException unreadable)
        {
            throw new RefusedStartException(unreadable.Message);
        }
    }

    private void Check()
    {
        var wrong = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new(this), wrong, validateAllProperties: true))
            throw new RefusedStartException($"Section Limits: {string.Join(' ', wrong.Select(one => one.ErrorMessage))}");
    }
}
