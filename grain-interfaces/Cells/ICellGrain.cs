using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Cells;

/// <summary>
/// One cell of the grid: which SKUs are there at all, and which markets want to hear of them. Key: the cell's text.
/// </summary>
[Alias("mg.ICellGrain")]
public interface ICellGrain : INotified, IWakeable
{
    /// <summary>Where a SKU is, nearest first: asked of children nearest first, down to the leaves.</summary>
    Task<SupplyPage> FindAsync(FindSupply query);

    /// <summary>A market of this cell wants to hear (or no longer). Recorded and answered in the same turn.</summary>
    Task SetInterestAsync(MarketInterest interest);

    /// <summary>Demand of this cell's own markets, by SKU: at most <paramref name="most"/>, largest quantity first.</summary>
    Task<ImmutableArray<DemandFigure>> GetDemandAsync(int most);

    /// <summary>Leaf only: a pharmacy's presence.</summary>
    [OneWay]
    Task PharmacyPresenceAsync(PharmacyPresence presence);

    /// <summary>Child cell to parent: the SKUs that are somewhere below it.</summary>
    [OneWay]
    Task ChildPresenceAsync(ChildPresence presence);

    /// <summary>Parent to child: interests from above for SKUs that are below the child.</summary>
    [OneWay]
    Task InterestsFromAboveAsync(AboveInterests interests);

    /// <summary>Parent to child: send the whole presence.</summary>
    [OneWay]
    Task AskPresenceAsync();

    /// <summary>Crisis regions in a circle have changed: told to every market that may have demand in it.</summary>
    [OneWay]
    Task RegionsChangedAsync(GeoPoint centre, double radiusMetres);

    /// <summary>The pharmacies in a circle, by id.</summary>
    Task<ImmutableArray<PharmacyId>> GetPharmaciesAsync(GeoPoint centre, double radiusMetres);

    /// <summary>A recall goes down to every pharmacy that may have the SKU.</summary>
    [OneWay]
    Task SuspendAsync(Sku sku, bool suspended);
}
