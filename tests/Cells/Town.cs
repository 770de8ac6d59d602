using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Tests.Cells;

/// <summary>What stands outside the cells: stock that survives every activation, and what the markets have heard.</summary>
public sealed class Town
{
    private readonly SortedDictionary<(MarketId Market, PharmacyId Pharmacy), SupplyChange> heard = [];

    public SortedDictionary<PharmacyId, Premises> Pharmacies { get; } = [];

    public SortedSet<(PharmacyId Pharmacy, Sku Sku, bool Suspended)> Suspensions { get; } = [];

    public Premises this[PharmacyId pharmacy]
    {
        get
        {
            if (!Pharmacies.TryGetValue(pharmacy, out var premises))
                Pharmacies.Add(pharmacy, premises = new());
            return premises;
        }
    }

    /// <summary>What a market knows to be at a pharmacy.</summary>
    public int KnownTo(MarketId market, PharmacyId pharmacy) => heard.TryGetValue((market, pharmacy), out var change) ? change.Available : 0;

    public void Hear(MarketId market, SupplyChange change)
    {
        if (!heard.TryGetValue((market, change.Pharmacy), out var before) || change.Position >= before.Position)
            heard[(market, change.Pharmacy)] = change;
    }

    /// <summary>A market forgets what it heard, as one that restarts does.</summary>
    public void Forget(MarketId market)
    {
        foreach (var key in heard.Keys.Where(key => key.Market == market).ToList())
            heard.Remove(key);
    }
}

/// <summary>The durable part of a pharmacy in a test.</summary>
public sealed class Premises
{
    public GeoPoint Place { get; set; }

    public bool IsListed { get; set; }

    public long Version { get; set; }

    public long Letters { get; set; }

    public SortedDictionary<Sku, int> Stock { get; } = [];

    /// <summary>Soft: the markets that the pharmacy knows to be interested.</summary>
    public SortedSet<MarketId> Markets { get; } = [];
}
