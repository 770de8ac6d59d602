using System.Text.Json.Serialization;
using MatchGrid.Journals;

namespace MatchGrid.Partners;

/// <summary>How rows and snapshots of partners look in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(JournalRow<GrantsEvent>))]
[JsonSerializable(typeof(GrantsState))]
[JsonSerializable(typeof(JournalRow<WebhookEvent>))]
[JsonSerializable(typeof(WebhookState))]
[JsonSerializable(typeof(JournalRow<WebhookListEvent>))]
[JsonSerializable(typeof(WebhookListState))]
public sealed partial class PartnerJson : JsonSerializerContext
{
    private static JournalCodec<GrantsState, GrantsEvent>? grants;
    private static JournalCodec<WebhookState, WebhookEvent>? webhook;
    private static JournalCodec<WebhookListState, WebhookListEvent>? webhookList;

    public static JournalCodec<GrantsState, GrantsEvent> Grants => grants ??= new(Default.JournalRowGrantsEvent, Default.GrantsState);

    public static JournalCodec<WebhookState, WebhookEvent> Webhook => webhook ??= new(Default.JournalRowWebhookEvent, Default.WebhookState);

    public static JournalCodec<WebhookListState, WebhookListEvent> WebhookList =>
        webhookList ??= new(Default.JournalRowWebhookListEvent, Default.WebhookListState);
}
