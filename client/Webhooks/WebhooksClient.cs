using MatchGrid.Client.Feed;
using MatchGrid.Client.Transport;

namespace MatchGrid.Client.Webhooks;

/// <summary>A partner's webhooks.</summary>
public sealed class WebhooksClient
{
    private readonly GridHttp http;

    internal WebhooksClient(GridHttp http) => this.http = http;

    /// <summary>Makes one. Its secret is shown here and at rotation only.</summary>
    public Task<NewWebhook> MakeAsync(string partner, WebhookTerms terms, CancellationToken cancellationToken = default) =>
        http.AskAsync<NewWebhook>(HttpMethod.Post, PathOf(partner), terms, cancellationToken: cancellationToken);

    public async Task<IReadOnlyList<Webhook>> ListAsync(string partner, CancellationToken cancellationToken = default) =>
        (await http.AskAsync<WebhookList>(HttpMethod.Get, PathOf(partner), cancellationToken: cancellationToken)).Webhooks;

    public Task<Webhook> GetAsync(string partner, string webhook, CancellationToken cancellationToken = default) =>
        http.AskAsync<Webhook>(HttpMethod.Get, PathOf(partner, webhook), cancellationToken: cancellationToken);

    /// <summary>Sends a test event now, and says what came of it.</summary>
    public Task<WebhookAttempt> PingAsync(string partner, string webhook, CancellationToken cancellationToken = default) =>
        http.AskAsync<WebhookAttempt>(HttpMethod.Post, $"{PathOf(partner, webhook)}/ping", cancellationToken: cancellationToken);

    public Task PauseAsync(string partner, string webhook, CancellationToken cancellationToken = default) =>
        http.TellAsync(HttpMethod.Post, $"{PathOf(partner, webhook)}/pause", cancellationToken: cancellationToken);

    public Task ResumeAsync(string partner, string webhook, CancellationToken cancellationToken = default) =>
        http.TellAsync(HttpMethod.Post, $"{PathOf(partner, webhook)}/resume", cancellationToken: cancellationToken);

    /// <summary>A new secret; both sign while they overlap, 0 to 7 days.</summary>
    public async Task<string> RotateSecretAsync(string partner, string webhook, TimeSpan overlap, CancellationToken cancellationToken = default) => (await http.AskAsync<Secret>(
        HttpMethod.Post, $"{PathOf(partner, webhook)}/rotate-secret", new { overlapSeconds = (int)overlap.TotalSeconds }, cancellationToken: cancellationToken)).Value;

    /// <summary>Sends the events of a time once more, dead letters included.</summary>
    public Task RedeliverAsync(string partner, string webhook, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default) =>
        http.TellAsync(HttpMethod.Post, $"{PathOf(partner, webhook)}/redeliver", new { from, to }, cancellationToken);

    public Task DeleteAsync(string partner, string webhook, CancellationToken cancellationToken = default) =>
        http.TellAsync(HttpMethod.Delete, PathOf(partner, webhook), cancellationToken: cancellationToken);

    private static string PathOf(string partner, string? webhook = null) =>
        $"v1/partners/{Uri.EscapeDataString(partner)}/webhooks{(webhook is null ? "" : $"/{Uri.EscapeDataString(webhook)}")}";

    private sealed record WebhookList(IReadOnlyList<Webhook> Webhooks);

    private sealed record Secret([property: System.Text.Json.Serialization.JsonPropertyName("secret")] string Value);
}

/// <summary>What a webhook is to do.</summary>
/// <param name="Url">https.</param>
public sealed record WebhookTerms(string Url)
{
    public FeedFilter? Filter { get; init; }

    /// <summary>How CloudEvents are written: <c>structured</c> (default) or <c>binary</c>.</summary>
    public string? Mode { get; init; }

    public string? Name { get; init; }

    /// <summary>A cursor of the feed to begin after; null for what comes from now on.</summary>
    public string? After { get; init; }
}

/// <param name="Secret">For <see cref="WebhookSignature"/>.</param>
public sealed record NewWebhook(string Id, string Secret);

/// <summary>A webhook and how it does.</summary>
/// <param name="PausedBecause">Null when it runs; <c>owner</c>, or <c>gone</c> when the receiver answered 410.</param>
/// <param name="Delivered">Events so far.</param>
/// <param name="Attempts">The last 100.</param>
public sealed record Webhook(
    string Id, string? Name, string Url, string Mode, DateTimeOffset MadeAt, string? PausedBecause, long Delivered, IReadOnlyList<WebhookAttempt> Attempts);

/// <summary>One attempt to deliver one event.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
public sealed record WebhookAttempt(string EventId, DateTimeOffset At, int Number, int Status, int Milliseconds, string? Error);
