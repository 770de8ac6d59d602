using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Markets;

/// <summary>What a market believes to be where: soft, possibly stale, ordered by each pharmacy's own position.</summary>
public sealed class SupplyTable
{
    private readonly SortedDictionary<PharmacyId, SupplyEntry> entries = [];

    public int Count => entries.Count;

    /// <summary>Packs believed free and not proposed to anybody.</summary>
    public int Free => entries.Values.Sum(entry => entry.Free);

    public SupplyEntry? Find(PharmacyId pharmacy) => entries.GetValueOrDefault(pharmacy);

    public SupplyEntry Learn(SupplyChange change) =>
        Learn(change.Pharmacy, change.Place, change.DeliveryMetres, change.Available, change.Position);

    public SupplyEntry Learn(FoundSupply found) =>
        Learn(found.Pharmacy, found.Place, found.DeliveryMetres, found.Available, found.Position);

    /// <summary>The nearest pharmacy with enough free packs that serves a request; ties by pharmacy id.</summary>
    public SupplyEntry? Nearest(OpenDemand demand)
    {
        SupplyEntry? nearest = null;
        var nearestMetres = double.MaxValue;
        foreach (var entry in entries.Values)
        {
            if (entry.Free < demand.Least || demand.Excluded.Contains(entry.Pharmacy) || !demand.Reaches(entry.Place, entry.DeliveryMetres))
                continue;
            var metres = demand.Place.DistanceMetresTo(entry.Place);
            if (metres < nearestMetres)
                (nearest, nearestMetres) = (entry, metres);
        }

        return nearest;
    }

    public void Clear() => entries.Clear();

    private SupplyEntry Learn(PharmacyId pharmacy, GeoPoint place, int deliveryMetres, int available, long position)
    {
        if (!entries.TryGetValue(pharmacy, out var entry))
            entries.Add(pharmacy, entry = new(pharmacy));
        if (position >= entry.Position)
            (entry.Place, entry.DeliveryMetres) = (place, deliveryMetres);
        entry.Update(available, position);
        return entry;
    }
}

/// <summary>One pharmacy's stock as a market knows it.</summary>
public sealed class SupplyEntry(PharmacyId pharmacy)
{
    public PharmacyId Pharmacy { get; } = pharmacy;

    public GeoPoint Place { get; internal set; }

    public int DeliveryMetres { get; internal set; }

    public int Available { get; private set; }

    public long Position { get; private set; } = -1;

    /// <summary>Units of proposals without an answer.</summary>
    public int InFlight { get; set; }

    /// <summary>The pharmacy waits to hear that this market is done with a change of this position.</summary>
    public long? AnswerDue { get; set; }

    public int Free => Math.Max(0, Available - InFlight);

    /// <summary>An older position never undoes a newer.</summary>
    public void Update(int available, long position)
    {
        if (position >= Position)
            (Available, Position) = (available, position);
    }
}
