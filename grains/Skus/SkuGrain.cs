using System.Collections.Immutable;
using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans.Concurrency;

namespace MatchGrid.Skus;

/// <summary>One SKU: owns its facts, and spreads a recall over the earth.</summary>
[Reentrant]
public sealed class SkuGrain(JournalServices services)
    : JournalledGrain<SkuState, SkuEvent>(services, SkuJson.Codec, Addresses.Sku), ISkuGrain
{
    public async Task<Outcome> PublishAsync(SkuFacts facts) => await CommitAsync(SkuDecider.Publish(State, new(Key), facts));

    public async Task<SkuFacts?> GetAsync()
    {
        var facts = State.Facts;
        await ToldAsync();
        return facts;
    }

    public async Task<Outcome> SuspendAsync(bool suspended) => await CommitAsync(SkuDecider.Suspend(State, suspended, Now));

    public async Task<Outcome> AnnounceAsync(SupplyAnnouncement announcement) => await CommitAsync(SkuDecider.Announce(State, announcement, Now));

    public async Task<Outcome> WithdrawAsync(string maker, string announcement) => await CommitAsync(SkuDecider.Withdraw(State, maker, announcement));

    public async Task<ImmutableArray<SupplyAnnouncement>> GetAnnouncedAsync()
    {
        var expected = SkuDecider.Expected(State, Now);
        await ToldAsync();
        return expected;
    }

    protected override IReadOnlyList<SkuEvent> Receive(string from, Letter letter) =>
        letter.Body is SkuPublished import ? SkuDecider.Import(State, import.Facts) : [];

    protected override Task OnWakeAsync()
    {
        Commit(SkuDecider.Wake(State, Now));
        return Task.CompletedTask;
    }

    protected override void OnCommitted(IReadOnlyList<SkuEvent> events)
    {
        if (events.Any(change => change is SuspensionChanged or SuspensionRepeated))
            WhenTold(TellCells);
    }

    private void TellCells()
    {
        foreach (var face in CellId.Faces)
            GrainFactory.GetGrain<ICellGrain>(face.ToString()).SuspendAsync(new(Key), State.Facts!.Suspended).Unawaited();
    }
}
