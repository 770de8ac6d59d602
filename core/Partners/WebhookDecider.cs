using MatchGrid.Journals;

namespace MatchGrid.Partners;

/// <summary>What a subscription decides. Pure: state and command in, events and reply out.</summary>
public static class WebhookDecider
{
    public const string ByOwner = "owner";
    public const string ByReceiver = "gone";

    /// <summary>The longest that two secrets sign.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(7);

    public static Decision<WebhookEvent, Outcome> Make(
        WebhookState state, string partner, WebhookTerms terms, string secret, string cursor, DateTimeOffset now) =>
        state.Version > 0 ? Unknown() : new([new WebhookMade(now, partner, terms, secret, cursor)], Outcome.Done);

    public static Decision<WebhookEvent, Outcome> Change(WebhookState state, string partner, WebhookTerms terms, DateTimeOffset now) =>
        !IsOf(state, partner) ? Unknown() : terms == state.Terms ? Outcome.Done : new Decision<WebhookEvent, Outcome>([new WebhookChanged(now, terms)], Outcome.Done);

    public static Decision<WebhookEvent, Outcome> Rotate(WebhookState state, string partner, string secret, TimeSpan overlap, DateTimeOffset now) =>
        !IsOf(state, partner) ? Unknown() : new([new SecretRotated(now, secret, now + overlap)], Outcome.Done);

    /// <param name="because">Null to run again.</param>
    public static Decision<WebhookEvent, Outcome> Pause(WebhookState state, string partner, string? because, DateTimeOffset now) =>
        !IsOf(state, partner) ? Unknown() : state.PausedBecause == because ? Outcome.Done : new Decision<WebhookEvent, Outcome>([new WebhookPaused(now, because)], Outcome.Done);

    /// <summary>One redelivery at a time; another replaces it.</summary>
    public static Decision<WebhookEvent, Outcome> Redeliver(WebhookState state, string partner, DateTimeOffset from, DateTimeOffset to, DateTimeOffset now) =>
        !IsOf(state, partner) ? Unknown() : new([new RedeliveryAsked(now, from, to)], Outcome.Done);

    public static Decision<WebhookEvent, Outcome> Delete(WebhookState state, string partner, DateTimeOffset now) =>
        !IsOf(state, partner) ? Unknown() : new([new WebhookDeleted(now)], Outcome.Done);

    /// <summary>A report on terms that have changed since counts all the same: what was delivered was delivered.</summary>
    /// <param name="version">The subscription as whoever sends knows it: a redelivery that was asked for meanwhile is not overwritten.</param>
    public static IReadOnlyList<WebhookEvent> Report(WebhookState state, WebhookReport report, int version, DateTimeOffset now) => state.Terms is null
        ? []
        : [new WebhookReported(now, version == state.Version ? report : report with { Redelivery = state.Redelivery })];

    private static bool IsOf(WebhookState state, string partner) => state.Terms is not null && state.Partner == partner;

    private static Decision<WebhookEvent, Outcome> Unknown() => new([], new Refusal(RefusalCodes.UnknownWebhook, "There is no such webhook."));
}
