using System.Collections.Immutable;
using MatchGrid.Cells;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Pharmacies;

/// <summary>The stock of one pharmacy. Nobody else grants it. Key: pharmacy id.</summary>
[Alias("mg.IPharmacyGrain")]
public interface IPharmacyGrain : INotified, IWakeable
{
    /// <summary>Creates or changes the pharmacy.</summary>
    Task<Outcome> RegisterAsync(PharmacyProfile profile);

    /// <summary>Null for a pharmacy that was never registered.</summary>
    Task<PharmacyView?> GetAsync();

    /// <summary>Stock changes of one source. SKUs are taken as known to the catalogue: whoever takes input from outside checks that.</summary>
    Task<StockReply> ReportStockAsync(StockBatch batch);

    /// <summary>Lines in SKU order after one; at most 1,000.</summary>
    Task<ImmutableArray<StockLineView>> GetStockAsync(Sku? after, int most);

    /// <summary>The lines of these SKUs that exist, in the order asked for.</summary>
    Task<ImmutableArray<StockLineView>> GetLinesAsync(ImmutableArray<Sku> skus);

    /// <summary>Lines that somebody counts on and that nobody looked at for too long, the most needed first; at most 1,000.</summary>
    Task<ImmutableArray<LineToConfirm>> GetToConfirmAsync(int most);

    /// <summary>Somebody looked: so many are there, or as many as the line says.</summary>
    Task<Outcome> ConfirmAsync(Sku sku, int? onHand);

    /// <summary>Packs of a SKU that are never offered.</summary>
    Task<Outcome> SetFloorAsync(Sku sku, int floor);

    /// <summary>Paused: nothing new is held here; what is held stays held.</summary>
    Task<Outcome> PauseAsync(bool paused);

    /// <summary>Recall: nothing of the SKU is offered, its holds break. Or the end of it.</summary>
    [OneWay]
    Task SuspendAsync(Sku sku, bool suspended);

    /// <summary>A request asks for packs. Idempotent by hold id.</summary>
    Task<HoldReply> HoldAsync(HoldCommand command);

    /// <summary>The patient comes: the deadline becomes the one to collect.</summary>
    Task<Outcome<DateTimeOffset>> AcceptAsync(HoldId hold);

    /// <summary>The patient needs longer to collect.</summary>
    Task<Outcome<DateTimeOffset>> ExtendAsync(HoldId hold);

    /// <summary>The pharmacist has the packs in hand.</summary>
    Task<Outcome> SetAsideAsync(HoldId hold);

    /// <summary>Handed over to whoever showed the code.</summary>
    Task<Outcome<HoldView>> HandOverAsync(HoldId? hold, string code);

    /// <summary>The packs of a hold are not there after all: the match breaks, the line counts that many less.</summary>
    Task<Outcome> NotThereAsync(HoldId hold);

    /// <summary>Live holds, the first to end first.</summary>
    Task<ImmutableArray<HoldView>> GetHoldsAsync();

    /// <summary>Leaf to pharmacy: who wants to hear.</summary>
    [OneWay]
    Task InterestsAsync(LeafInterests interests);

    /// <summary>Leaf to pharmacy: send the whole presence (the leaf is new, or has missed something).</summary>
    [OneWay]
    Task AskPresenceAsync();

    /// <summary>Region to pharmacy: tell all lines. Once is enough for the region to hear of every change.</summary>
    [OneWay]
    Task AskSupplyAsync(RegionId region);

    /// <summary>Market to pharmacy: is done with a change; the next market may hear.</summary>
    [OneWay]
    Task HeardAsync(MarketId market, long position);
}
