using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans.Concurrency;

namespace MatchGrid.Partners;

/// <summary>One webhook subscription of a partner.</summary>
[Reentrant]
public sealed class PartnerGrain(JournalServices services)
    : JournalledGrain<WebhookState, WebhookEvent>(services, PartnerJson.Webhook, Addresses.Webhook), IPartnerGrain
{
    protected override KeyOwner? WrittenUnder => State.Partner is { } partner ? KeyOwner.Of(new PartnerId(partner)) : null;

    public async Task<Outcome> MakeAsync(string partner, WebhookTerms terms, string secret, string cursor)
    {
        if (Services.PatientKeys is { } keys)
            await keys.EnsureAsync(KeyOwner.Of(new PartnerId(partner)));
        return await CommitAsync(WebhookDecider.Make(State, partner, terms, secret, cursor, Now));
    }

    public async Task<Outcome> ChangeAsync(string partner, WebhookTerms terms) => await CommitAsync(WebhookDecider.Change(State, partner, terms, Now));

    public async Task<Outcome> RotateAsync(string partner, string secret, TimeSpan overlap) =>
        await CommitAsync(WebhookDecider.Rotate(State, partner, secret, overlap, Now));

    public async Task<Outcome> PauseAsync(string partner, string? because) => await CommitAsync(WebhookDecider.Pause(State, partner, because, Now));

    public async Task<Outcome> RedeliverAsync(string partner, DateTimeOffset from, DateTimeOffset to) =>
        await CommitAsync(WebhookDecider.Redeliver(State, partner, from, to, Now));

    public async Task<Outcome> DeleteAsync(string partner) => await CommitAsync(WebhookDecider.Delete(State, partner, Now));

    public async Task<WebhookView?> GetAsync()
    {
        var view = State.Terms is null ? null : State.ViewAt(Key, Now);
        await ToldAsync();
        return view;
    }

    public async Task ReportAsync(WebhookReport report, int version)
    {
        Commit(WebhookDecider.Report(State, report, version, Now));
        await ToldAsync();
    }
}
