using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Pharmacies;
using Orleans;

namespace MatchGrid.Cells;

/// <summary>A cell's one-way calls.</summary>
internal sealed class CellPost(IGrainFactory grains, PharmacyAsks asks, CellId cell) : ICellPost
{
    public void TellParent(ChildPresence presence) => Cell(cell.Parent).ChildPresenceAsync(presence).Unawaited();

    public void TellChild(CellId child, AboveInterests interests) => Cell(child).InterestsFromAboveAsync(interests).Unawaited();

    public void AskChild(CellId child) => Cell(child).AskPresenceAsync().Unawaited();

    public void TellPharmacy(PharmacyId pharmacy, LeafInterests interests) => Pharmacy(pharmacy).InterestsAsync(interests).Unawaited();

    public void AskPharmacy(PharmacyId pharmacy) => asks.Ask(() => Pharmacy(pharmacy).AskPresenceAsync().Unawaited());

    public void TellMarket(MarketId market, SupplyChange change) => grains.GetGrain<IMarketGrain>(market.Value).SupplyAsync(change).Unawaited();

    private ICellGrain Cell(CellId other) => grains.GetGrain<ICellGrain>(other.ToString());

    private IPharmacyGrain Pharmacy(PharmacyId pharmacy) => grains.GetGrain<IPharmacyGrain>(pharmacy.Value);
}
