using System.Collections.Immutable;
using MatchGrid.Identifiers;

namespace MatchGrid.Cells;

/// <summary>Gathers one page of a query, nearest first, equally far ones by id.</summary>
public sealed class SupplySearch
{
    /// <summary>Most that one page holds.</summary>
    public const int MostPerPage = 64;

    /// <summary>How far rounding may put a pharmacy outside the edge of its cell.</summary>
    private const double RoundingMetres = 0.01;

    private readonly FindSupply query;
    private readonly int most;
    private readonly SortedSet<FoundSupply> found = new(ByDistance.Instance);
    private bool more;

    public SupplySearch(FindSupply query)
    {
        this.query = query;
        most = Math.Clamp(query.Most, 1, MostPerPage);
    }

    /// <summary>What to ask of those who are next: nothing that would fall off the page.</summary>
    public FindSupply Rest => IsFull ? query with { WithinMetres = found.Max!.DistanceMetres } : query;

    private bool IsFull => found.Count == most;

    /// <summary>
    /// Whether a region between two distances has nothing for this page. One that is passed over because the page is full may have more.
    /// </summary>
    public bool MayPassOver(double leastMetres, double mostMetres)
    {
        if (mostMetres + RoundingMetres < query.BeyondMetres || leastMetres - RoundingMetres > query.WithinMetres)
            return true;
        if (!IsFull || leastMetres - RoundingMetres <= found.Max!.DistanceMetres)
            return false;
        return more = true;
    }

    /// <summary>A pharmacy that has the SKU, wherever it is.</summary>
    public void Add(PharmacyId pharmacy, ListedPharmacy listed, SkuPresence line)
    {
        var distance = query.From.DistanceMetresTo(listed.Place);
        if (distance > query.WithinMetres || distance < query.BeyondMetres)
            return;
        if (distance == query.BeyondMetres && (query.After is not { } after || pharmacy.CompareTo(after) <= 0))
            return;
        Add(new FoundSupply(pharmacy, listed.Place, listed.DeliveryMetres, distance, line.Available, line.Position, line.Evidence));
    }

    /// <summary>What a part of the region found for <see cref="Rest"/>.</summary>
    public void Add(SupplyPage page)
    {
        // Asked of less than the whole circle, a part cannot say whether there is more: then there may be.
        more |= page.More || IsFull;
        foreach (var supply in page.Found)
            Add(supply);
    }

    public SupplyPage ToPage() => new([.. found], more);

    private void Add(FoundSupply supply)
    {
        found.Add(supply);
        if (found.Count <= most)
            return;
        found.Remove(found.Max!);
        more = true;
    }

    private sealed class ByDistance : IComparer<FoundSupply>
    {
        public static readonly ByDistance Instance = new();

        public int Compare(FoundSupply? x, FoundSupply? y)
        {
            var order = x!.DistanceMetres.CompareTo(y!.DistanceMetres);
            return order != 0 ? order : x.Pharmacy.CompareTo(y.Pharmacy);
        }
    }
}
