namespace MatchGrid;

/// <summary>The grid's policy and protocol times. Bound from configuration section <c>Grid</c>, validated at start.</summary>
public sealed class GridOptions
{
    /// <summary>How long a patient has to accept a match, in time that counts (the pharmacy open, the patient not in quiet hours). Default 2 h.</summary>
    public TimeSpan AnswerWindow { get; set; } = TimeSpan.FromHours(2);

    /// <summary>The same for a critical request: quiet hours count too, closing hours do not. Default 30 min.</summary>
    public TimeSpan CriticalAnswerWindow { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long an accepted match may be collected, in the pharmacy's opening hours. Default 10 h.</summary>
    public TimeSpan CollectWindow { get; set; } = TimeSpan.FromHours(10);

    /// <summary>How often a patient may extend the time to collect. Default 1.</summary>
    public int MostExtensions { get; set; } = 1;

    /// <summary>After this long the pharmacy asks the request about a hold that is still pending. Default 10 s.</summary>
    public TimeSpan PendingAsk { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A proposal without an answer frees its units after this long. Default 2 s.</summary>
    public TimeSpan ProposalTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>A market asks a busy request again after this long even if it hears nothing. Default 1 s.</summary>
    public TimeSpan BusyRetry { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The next market hears of a change when the one before it answered, or after this long. Default 20 ms.</summary>
    public TimeSpan NextMarketAfter { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>A durable notification without an acknowledgement is not sent again before this long, doubling up to 30 s. Default 1 s.</summary>
    public TimeSpan ResendAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A grain with undelivered notifications is woken this long after it wrote them, to send them again. Default 3 s.</summary>
    public TimeSpan OutboxWake { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often edges of the cell tree compare digests. Default 30 s; zero switches it off.</summary>
    public TimeSpan DigestPeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A cell tells its parent that a SKU is gone only after it was gone this long. Default 60 s.</summary>
    public TimeSpan LastPresenceDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How far in the future a count may be dated, for clocks that run ahead. Default 5 min.</summary>
    public TimeSpan ClockTolerance { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most SKUs one request accepts. Default 16.</summary>
    public int MostSkusPerRequest { get; set; } = 16;

    /// <summary>Most packs one request asks for. Default 100.</summary>
    public int MostQuantity { get; set; } = 100;

    /// <summary>Most open requests of one patient. Default 32.</summary>
    public int MostOpenRequestsPerPatient { get; set; } = 32;

    /// <summary>Most lines of one stock batch. Default 10,000.</summary>
    public int MostLinesPerBatch { get; set; } = 10_000;

    /// <summary>Notifications kept in a patient's inbox. Default 256.</summary>
    public int InboxKept { get; set; } = 256;

    /// <summary>Pharmacies a market asks its cell for at a time. Default 64.</summary>
    public int SupplyPage { get; set; } = 64;

    /// <summary>Partitions of the feed. Fixed once a data folder exists: a start with another number is refused. Default 8.</summary>
    public int FeedPartitions { get; set; } = 8;

    /// <summary>Events one feed partition keeps at hand, a quarter more at times; older ones move to segments. Default 4,096.</summary>
    public int FeedKept { get; set; } = 4096;

    /// <summary>
    /// Segments of up to 1,000 events each that one feed partition keeps besides; 0 for none. Default 1,000: about 8 million events in 8 partitions,
    /// 3 GB.
    /// </summary>
    public int FeedSegments { get; set; } = 1_000;

    /// <summary>
    /// How long a feed partition keeps an event at most, a quarter longer at times; a partition in which nothing happens keeps what it has.
    /// Default 30 days.
    /// </summary>
    public TimeSpan FeedKeptFor { get; set; } = TimeSpan.FromDays(30);
}
