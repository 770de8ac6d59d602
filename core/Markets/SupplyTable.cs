using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using Orleans;

namespace MatchGrid.Markets;

/// <summary>What a market believes to be where: soft, possibly stale, ordered by each pharmacy's own position.</summary>
public sealed class SupplyTable
{
    private readonly SortedDictionary<PharmacyId, SupplyEntry> entries = [];

    public int Count => entries.Count;

    /// <summary>Pharmacies believed to have free packs.</summary>
    public int Stocked { get; private set; }

    /// <summary>Packs believed free and not proposed to anybody.</summary>
    public int Free => entries.Values.Sum(entry => entry.Free);

    public SupplyEntry? Find(PharmacyId pharmacy) => entries.GetValueOrDefault(pharmacy);

    public SupplyEntry Learn(SupplyChange change) =>
        Learn(change.Pharmacy, change.Place, change.DeliveryMetres, change.Available, change.Position, change.Evidence);

    public SupplyEntry Learn(FoundSupply found) =>
        Learn(found.Pharmacy, found.Place, found.DeliveryMetres, found.Available, found.Position, found.Evidence);

    /// <summary>
    /// Of the pharmacies with enough free packs that serve a request, the one with the shortest <see cref="ExpectedTrip"/>: near, and likely to
    /// have it; ties by pharmacy id.
    /// </summary>
    public SupplyEntry? Best(OpenDemand demand, DateTimeOffset now)
    {
        SupplyEntry? best = null;
        var shortest = double.MaxValue;
        foreach (var entry in entries.Values)
        {
            if (entry.Free < demand.Least || demand.Excluded.Contains(entry.Pharmacy) || !demand.Reaches(entry.Place, entry.DeliveryMetres))
                continue;
            var distance = demand.Place.DistanceMetresTo(entry.Place);
            if (ExpectedTrip.AtLeast(distance) >= shortest)
                continue; // not even if it were certain
            var metres = ExpectedTrip.Metres(distance, entry.Evidence.ChanceOf(entry.Available, now));
            if (metres < shortest)
                (best, shortest) = (entry, metres);
        }

        return best;
    }

    /// <summary>What a search found, in the order in which the request that it was made for prefers it.</summary>
    public IReadOnlyList<SupplyEntry> Learn(IEnumerable<FoundSupply> found, GeoPoint from, DateTimeOffset now) =>
        [.. found.Select(Learn)
            .OrderBy(entry => ExpectedTrip.Metres(from.DistanceMetresTo(entry.Place), entry.Evidence.ChanceOf(entry.Available, now)))
            .ThenBy(entry => entry.Pharmacy)];

    /// <summary>What keeps the packs that are known here from a request.</summary>
    public SupplyStanding StandingOf(OpenDemand demand)
    {
        var standing = default(SupplyStanding);
        foreach (var entry in entries.Values)
        {
            if (entry.Available == 0)
                continue;
            var distance = demand.Place.DistanceMetresTo(entry.Place);
            if (!demand.Reaches(entry.Place, entry.DeliveryMetres))
            {
                var nearest = Math.Min(standing.FartherMetres ?? int.MaxValue, (int)distance);
                standing = standing with { Farther = standing.Farther + 1, FartherMetres = nearest };
            }
            else
            {
                if (entry.Evidence.IsKnown && !(standing.SeenAt > entry.Evidence.SeenAt))
                    standing = standing with { SeenAt = entry.Evidence.SeenAt };
                if (demand.Excluded.Contains(entry.Pharmacy))
                    standing = standing with { Excluded = standing.Excluded + 1 };
                else if (entry.Available < demand.Least)
                    standing = standing with { TooFew = standing.TooFew + 1 };
                else
                    standing = standing with { Enough = standing.Enough + 1 };
            }
        }

        return standing;
    }

    public void Clear()
    {
        entries.Clear();
        Stocked = 0;
    }

    /// <summary>An older position never undoes a newer.</summary>
    public void Update(SupplyEntry entry, int available, long position)
    {
        if (position < entry.Position)
            return;
        Stocked += (available > 0 ? 1 : 0) - (entry.Available > 0 ? 1 : 0);
        (entry.Available, entry.Position) = (available, position);
    }

    private SupplyEntry Learn(PharmacyId pharmacy, GeoPoint place, int deliveryMetres, int available, long position, StockEvidence evidence)
    {
        if (!entries.TryGetValue(pharmacy, out var entry))
            entries.Add(pharmacy, entry = new(pharmacy));
        if (position >= entry.Position)
            (entry.Place, entry.DeliveryMetres, entry.Evidence) = (place, deliveryMetres, evidence);
        Update(entry, available, position);
        return entry;
    }
}

/// <summary>One pharmacy's stock as a market knows it.</summary>
public sealed class SupplyEntry(PharmacyId pharmacy)
{
    public PharmacyId Pharmacy { get; } = pharmacy;

    public GeoPoint Place { get; internal set; }

    public int DeliveryMetres { get; internal set; }

    public int Available { get; internal set; }

    /// <summary>What its claim rests on.</summary>
    public StockEvidence Evidence { get; internal set; }

    public long Position { get; internal set; } = -1;

    /// <summary>Units of proposals without an answer.</summary>
    public int InFlight { get; set; }

    /// <summary>The pharmacy waits to hear that this market is done with a change of this position.</summary>
    public long? AnswerDue { get; set; }

    public int Free => Math.Max(0, Available - InFlight);
}

/// <summary>How a request stands towards the packs that a market knows; pharmacies with packs, counted.</summary>
/// <param name="Enough">In reach, and with enough.</param>
/// <param name="TooFew">In reach, with fewer than help.</param>
/// <param name="Excluded">In reach, and had their turn for this request.</param>
/// <param name="Farther">Out of reach.</param>
/// <param name="FartherMetres">The nearest of those; null for none.</param>
/// <param name="SeenAt">When somebody last looked at any of those in reach.</param>
[GenerateSerializer, Immutable, Alias("mg.SupplyStanding")]
public readonly record struct SupplyStanding(
    [property: Id(0)] int Enough,
    [property: Id(1)] int TooFew,
    [property: Id(2)] int Excluded,
    [property: Id(3)] int Farther,
    [property: Id(4)] int? FartherMetres,
    [property: Id(5)] DateTimeOffset? SeenAt);
