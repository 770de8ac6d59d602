using MatchGrid.Identifiers;
using MatchGrid.Requests;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Markets;

/// <summary>The order book of one SKU in one cell. It only proposes. Key: <c>sku@cell</c>.</summary>
[Alias("mg.IMarketGrain")]
public interface IMarketGrain : INotified, IWakeable
{
    /// <summary>Pharmacy or leaf to market: stock changed.</summary>
    [OneWay]
    Task SupplyAsync(SupplyChange change);

    /// <summary>Request to market: what came of a proposal.</summary>
    [OneWay]
    Task AnswerAsync(ProposalAnswer answer);

    /// <summary>Request to market: was busy, is free again and still seeks.</summary>
    [OneWay]
    Task FreeAgainAsync(RequestId request);

    /// <summary>Crisis regions have changed: the line may stand in another order.</summary>
    [OneWay]
    Task RegionsChangedAsync();

    /// <summary>Null when the request is not registered here.</summary>
    Task<PlaceInLine?> GetPlaceAsync(RequestId request);

    /// <summary>What keeps packs of this market from a request; null when it is not registered here.</summary>
    Task<MarketStanding?> GetStandingAsync(RequestId request);

    /// <summary>Requests waiting and packs they ask for.</summary>
    Task<DemandFigure> GetFigureAsync();
}
