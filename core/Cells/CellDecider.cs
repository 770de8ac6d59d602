using MatchGrid.Geo;
using MatchGrid.Markets;
using MatchGrid.Messages;

namespace MatchGrid.Cells;

/// <summary>What letters and interests mean to a cell's durable state.</summary>
public static class CellDecider
{
    /// <summary>Events of a letter; none for what is known already or was meant for a cell of another place in the tree.</summary>
    public static IReadOnlyList<CellEvent> Receive(CellState state, CellId cell, Message letter) => letter switch
    {
        PharmacyListed listed => Enter(state, cell, listed),
        PharmacyUnlisted unlisted when state.Pharmacies.ContainsKey(unlisted.Pharmacy) => [new PharmacyLeft(unlisted.Pharmacy)],
        ChildListed listed when IsChild(cell, listed.Child) && !state.Children.Contains(listed.Child) =>
            Occupy(state, cell, new ChildEntered(listed.Child)),
        _ => [],
    };

    /// <summary>Events of an interest: only when its market appears or withdraws.</summary>
    public static IReadOnlyList<CellEvent> SetInterest(CellState state, MarketInterest interest)
    {
        var sku = interest.Market.Sku;
        return (interest.First, state.Markets.GetValueOrDefault(sku).First is not null) switch
        {
            ({ } first, false) => [new InterestOpened(sku, first, interest.Position)],
            (null, true) => [new InterestClosed(sku, interest.Position)],
            _ => [],
        };
    }

    /// <summary>Whether the market has said something newer that was recorded.</summary>
    public static bool IsOlder(CellState state, MarketInterest interest) =>
        state.Markets.TryGetValue(interest.Market.Sku, out var recorded) && interest.Position < recorded.Position;

    /// <summary>Whether a cell is one level below another, in it.</summary>
    public static bool IsChild(CellId cell, CellId child) => child.Level == cell.Level + 1 && cell.Contains(child);

    private static IReadOnlyList<CellEvent> Enter(CellState state, CellId cell, PharmacyListed listed)
    {
        var entry = new ListedPharmacy(listed.Place, listed.DeliveryMetres);
        if (cell.Level < CellId.LeafLevel || (state.Pharmacies.TryGetValue(listed.Pharmacy, out var known) && known == entry))
            return [];
        return Occupy(state, cell, new PharmacyEntered(listed.Pharmacy, entry));
    }

    private static IReadOnlyList<CellEvent> Occupy(CellState state, CellId cell, CellEvent change) =>
        state.Occupied ? [change] : [change, new CellOccupied(cell)];
}
