using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Tests.Cells;

/// <summary>Keeps what a book says until it is looked at.</summary>
internal sealed class RecordingPost : ICellPost
{
    private readonly List<object> said = [];

    public void TellParent(ChildPresence presence) => said.Add(presence);

    public void TellChild(CellId child, AboveInterests interests) => said.Add((child, interests));

    public void AskChild(CellId child) => said.Add(child);

    public void TellPharmacy(PharmacyId pharmacy, LeafInterests interests) => said.Add((pharmacy, interests));

    public void AskPharmacy(PharmacyId pharmacy) => said.Add(pharmacy);

    public void TellMarket(MarketId market, SupplyChange change) => said.Add((market, change));

    /// <summary>What was said of one kind since the last look at that kind.</summary>
    public IReadOnlyList<T> Take<T>()
    {
        var taken = said.OfType<T>().ToList();
        said.RemoveAll(item => item is T);
        return taken;
    }
}
