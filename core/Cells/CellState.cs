using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;

namespace MatchGrid.Cells;

/// <summary>A cell's durable part, folded from its events.</summary>
/// <remarks>It has no deadline: a market that waits wakes its cell.</remarks>
public sealed class CellState : JournalledState<CellEvent>
{
    /// <summary>Whether the parent has been written to; stays true.</summary>
    public bool Occupied { get; set; }

    /// <summary>Leaf only.</summary>
    public SortedDictionary<PharmacyId, ListedPharmacy> Pharmacies { get; init; } = [];

    /// <summary>Child cells that have, or had, pharmacies.</summary>
    public SortedSet<CellId> Children { get; init; } = [];

    /// <summary>This cell's markets, those without demand too: their position keeps an older interest out.</summary>
    public SortedDictionary<Sku, RecordedInterest> Markets { get; init; } = [];

    public override void Apply(CellEvent change)
    {
        switch (change)
        {
            case CellOccupied occupied:
                Occupied = true;
                if (occupied.Cell.Level > 0)
                    Outbox.Add(Addresses.Of(occupied.Cell.Parent), new ChildListed(occupied.Cell));
                break;
            case PharmacyEntered entered:
                Pharmacies[entered.Pharmacy] = entered.Listed;
                break;
            case PharmacyLeft left:
                Pharmacies.Remove(left.Pharmacy);
                break;
            case ChildEntered entered:
                Children.Add(entered.Child);
                break;
            case InterestOpened opened:
                Markets[opened.Sku] = new(opened.Position, opened.First);
                break;
            case InterestClosed closed:
                Markets[closed.Sku] = new(closed.Position, null);
                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }
}

/// <summary>A market as last recorded; <paramref name="First"/> is null when it had no demand.</summary>
public readonly record struct RecordedInterest(long Position, Rank? First);
