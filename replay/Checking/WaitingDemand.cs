using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Pharmacies;

namespace MatchGrid.Replay.Checking;

/// <summary>Who waits, found by SKU and place.</summary>
internal sealed class WaitingDemand
{
    private const double MetresPerDegree = 111_000;

    private readonly Dictionary<(Sku Sku, int Reach), List<OpenDemand>> demands = [];
    private bool sorted;

    public int Count { get; private set; }

    public void Add(Sku sku, OpenDemand demand)
    {
        var key = (sku, ReachOf(demand));
        if (!demands.TryGetValue(key, out var list))
            demands.Add(key, list = []);
        list.Add(demand);
        Count++;
        sorted = false;
    }

    /// <summary>Somebody who could have what is free at a place; null for nobody.</summary>
    public OpenDemand? ServedBy(PharmacyProfile pharmacy, Sku sku, int packs, IReadOnlySet<RequestId> busy)
    {
        Sort();
        foreach (var ((demandSku, reach), list) in demands)
        {
            if (demandSku != sku)
                continue;
            var (south, north) = (pharmacy.Place.Latitude - (reach / MetresPerDegree), pharmacy.Place.Latitude + (reach / MetresPerDegree));
            for (var index = FirstFrom(list, south); index < list.Count && list[index].Place.Latitude <= north; index++)
            {
                var demand = list[index];
                if (demand.Least <= packs && demand.Reaches(pharmacy.Place, pharmacy.DeliveryMetres)
                    && !demand.Excluded.Contains(pharmacy.Id) && !busy.Contains(demand.Request))
                    return demand;
            }
        }

        return null;
    }

    private static int ReachOf(OpenDemand demand) => Math.Max(demand.RadiusMetres, demand.DeliveryRadiusMetres);

    private static int FirstFrom(List<OpenDemand> list, double latitude)
    {
        var (low, high) = (0, list.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (list[middle].Place.Latitude < latitude)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private void Sort()
    {
        if (sorted)
            return;
        foreach (var list in demands.Values)
            list.Sort(static (a, b) => a.Place.Latitude.CompareTo(b.Place.Latitude));
        sorted = true;
    }
}
