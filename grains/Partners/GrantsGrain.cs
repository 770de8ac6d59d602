using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans.Concurrency;

namespace MatchGrid.Partners;

/// <summary>What was granted to a partner.</summary>
[Reentrant]
public sealed class GrantsGrain(JournalServices services)
    : JournalledGrain<GrantsState, GrantsEvent>(services, PartnerJson.Grants, Addresses.Grants), IGrantsGrain
{
    // There may be many patients: made once after each change.
    private PartnerGrants? seen;

    protected override KeyOwner? WrittenUnder => KeyOwner.Of(new PartnerId(Key));

    public async Task<Outcome> GrantAreaAsync(ImmutableArray<CellId> cells, bool everything, bool signals) =>
        await CommitAsync(GrantsDecider.GrantArea(State, cells, everything, signals, Services.Ids));

    public async Task<Outcome> GrantPharmacyAsync(PharmacyId pharmacy, bool granted) =>
        await CommitAsync(GrantsDecider.GrantPharmacy(State, pharmacy, granted, Services.Ids));

    public async Task<PartnerGrants?> GetAsync()
    {
        var view = seen ??= GrantsDecider.View(State);
        await ToldAsync();
        return view;
    }

    protected override void OnCommitted(IReadOnlyList<GrantsEvent> events) => seen = null;

    protected override IReadOnlyList<GrantsEvent> Receive(string from, Letter letter) =>
        letter.Body is PatientConsented consented ? GrantsDecider.Hear(State, consented.Patient, consented.Granted, Services.Ids) : [];
}
