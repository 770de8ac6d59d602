using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Partners;

/// <summary>One webhook subscription of a partner: what it wants, where it stands, what came of it. Key: its id.</summary>
/// <remarks>It sends nothing itself: a host does, and reports. Another partner's is <c>unknown_webhook</c>.</remarks>
[Alias("mg.IPartnerGrain")]
public interface IPartnerGrain : INotified, IWakeable
{
    /// <param name="cursor">Where it begins in the feed.</param>
    Task<Outcome> MakeAsync(string partner, WebhookTerms terms, string secret, string cursor);

    Task<Outcome> ChangeAsync(string partner, WebhookTerms terms);

    /// <param name="overlap">So long the secret before signs too; up to 7 days.</param>
    Task<Outcome> RotateAsync(string partner, string secret, TimeSpan overlap);

    /// <param name="because">Why it stops; null to run again.</param>
    Task<Outcome> PauseAsync(string partner, string? because);

    /// <summary>Sends the events of a time once more, dead letters included.</summary>
    Task<Outcome> RedeliverAsync(string partner, DateTimeOffset from, DateTimeOffset to);

    Task<Outcome> DeleteAsync(string partner);

    /// <summary>Null when there is none.</summary>
    Task<WebhookView?> GetAsync();

    /// <param name="version">Of the subscription as the host knows it.</param>
    Task ReportAsync(WebhookReport report, int version);
}

/// <summary>All webhook subscriptions. Key: <c>all</c>.</summary>
[Alias("mg.IWebhookListGrain")]
public interface IWebhookListGrain : INotified, IWakeable
{
    /// <summary>Refused with <c>too_many_webhooks</c>: 32 of a partner, 10,000 in all.</summary>
    Task<Outcome> AddAsync(string id, string partner);

    Task RemoveAsync(string id);

    Task<ImmutableArray<ListedWebhook>> GetAsync();
}
