using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Cells;

/// <summary>How a cell speaks to its neighbours. Nothing here is waited for, and everything may be lost.</summary>
public interface ICellPost
{
    void TellParent(ChildPresence presence);

    void TellChild(CellId child, AboveInterests interests);

    void AskChild(CellId child);

    void TellPharmacy(PharmacyId pharmacy, LeafInterests interests);

    void AskPharmacy(PharmacyId pharmacy);

    void TellMarket(MarketId market, SupplyChange change);
}
