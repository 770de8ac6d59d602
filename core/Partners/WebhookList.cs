using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Journals;
using Orleans;

namespace MatchGrid.Partners;

/// <summary>All subscriptions there are, folded from events.</summary>
public sealed class WebhookListState : JournalledState<WebhookListEvent>
{
    /// <summary>In the order in which they were made; for snapshots.</summary>
    public List<ListedWebhook> Webhooks { get; init; } = [];

    public override void Apply(WebhookListEvent change)
    {
        switch (change)
        {
            case WebhookListed listed:
                Webhooks.Add(new(listed.Id, listed.Partner));
                break;
            case WebhookUnlisted unlisted:
                Webhooks.RemoveAll(webhook => webhook.Id == unlisted.Id);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }
}

/// <summary>A subscription and whose it is.</summary>
[GenerateSerializer, Immutable, Alias("mg.ListedWebhook")]
public sealed record ListedWebhook([property: Id(0)] string Id, [property: Id(1)] string Partner);

/// <summary>What can happen to the list. Discriminators carry the version of their shape and are part of the journal format.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "t")]
[JsonDerivedType(typeof(WebhookListed), "listed.1")]
[JsonDerivedType(typeof(WebhookUnlisted), "unlisted.1")]
public abstract record WebhookListEvent;

public sealed record WebhookListed(string Id, string Partner) : WebhookListEvent;

public sealed record WebhookUnlisted(string Id) : WebhookListEvent;

/// <summary>What the list decides. Pure.</summary>
public static class WebhookListDecider
{
    public const int MostOfOnePartner = 32;
    public const int Most = 10_000;

    public static Decision<WebhookListEvent, Outcome> Add(WebhookListState state, string id, string partner) =>
        state.Webhooks.Count >= Most || state.Webhooks.Count(webhook => webhook.Partner == partner) >= MostOfOnePartner
            ? new([], new Refusal(RefusalCodes.TooManyWebhooks, $"At most {MostOfOnePartner} webhooks of a partner."))
            : new([new WebhookListed(id, partner)], Outcome.Done);

    public static IReadOnlyList<WebhookListEvent> Remove(WebhookListState state, string id) =>
        state.Webhooks.Exists(webhook => webhook.Id == id) ? [new WebhookUnlisted(id)] : [];

    public static ImmutableArray<ListedWebhook> View(WebhookListState state) => [.. state.Webhooks];
}
