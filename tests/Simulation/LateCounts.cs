using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Silo;

namespace MatchGrid.Tests.Simulation;

/// <summary>
/// Pharmacists who count a shelf and enter it later, when packs have been handed over, or somebody else has counted. They mostly count what patients come for.
/// </summary>
internal sealed class LateCounts(Chance chance, Shadow shadow)
{
    private const int MostInPocket = 20;

    private readonly List<(PharmacyId Pharmacy, StockChange Count)> pocket = [];
    private readonly double counting = chance.Is(0.3) ? 0 : 0.3 * chance.Part();

    public void Act(GridHost host, Calls calls, DateTimeOffset now)
    {
        if (pocket.Count < MostInPocket && chance.Is(counting))
            Count(now);
        if (pocket.Count == 0 || !chance.Is(0.05))
            return;
        var overtaken = pocket.FindAll(entry => shadow.Pharmacies.TryGetValue(entry.Pharmacy.Value, out var known) && known.LineOf(entry.Count.Sku) is { UnseenPacks: > 0 } line && line.Unseen[^1].At > entry.Count.At);
        var (pharmacy, count) = chance.Of(overtaken.Count > 0 ? overtaken : pocket);
        // What was entered may be sent once more.
        if (chance.Is(0.8))
            pocket.Remove((pharmacy, count));
        calls.Ask(host.Grains.GetGrain<IPharmacyGrain>(pharmacy.Value).ReportStockAsync(new(new("count"), null, [count])), _ => { });
    }

    private void Count(DateTimeOffset now)
    {
        if (shadow.Pharmacies.Count == 0)
            return;
        var (id, pharmacy) = shadow.Pharmacies.ElementAt(chance.Below(shadow.Pharmacies.Count));
        var wanted = pharmacy.Holds.Values.Select(hold => hold.Sku).ToList();
        var skus = wanted.Count > 0 && chance.Is(0.8) ? wanted : [.. pharmacy.LinesInOrder.Select(line => line.Sku)];
        if (skus.Count == 0)
            return;
        var sku = chance.Of(skus);
        pocket.Add((new(id), new(sku, Math.Max(0, pharmacy.LineOf(sku).OnHand + chance.Between(-1, 1)), null, now)));
    }
}
