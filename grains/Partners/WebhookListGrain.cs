using System.Collections.Immutable;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans.Concurrency;

namespace MatchGrid.Partners;

/// <summary>All webhook subscriptions.</summary>
[Reentrant]
public sealed class WebhookListGrain(JournalServices services)
    : JournalledGrain<WebhookListState, WebhookListEvent>(services, PartnerJson.WebhookList, Addresses.WebhookList), IWebhookListGrain
{
    public async Task<Outcome> AddAsync(string id, string partner) => await CommitAsync(WebhookListDecider.Add(State, id, partner));

    public async Task RemoveAsync(string id)
    {
        Commit(WebhookListDecider.Remove(State, id));
        await ToldAsync();
    }

    public async Task<ImmutableArray<ListedWebhook>> GetAsync()
    {
        var view = WebhookListDecider.View(State);
        await ToldAsync();
        return view;
    }
}
