using System.Collections.Immutable;
using MatchGrid.Identifiers;
using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Regions;

/// <summary>A crisis region: its policy, its figures as they are this second, its curves and alarms. Key: region id.</summary>
[Alias("mg.IRegionGrain")]
public interface IRegionGrain : INotified, IWakeable
{
    /// <summary>Opens it. Whether the caller may is for the door to know.</summary>
    Task<Outcome> OpenAsync(RegionFacts facts, string by);

    /// <summary>Changes it; its figures go on.</summary>
    Task<Outcome> ChangeAsync(RegionFacts facts);

    /// <summary>Closes it for good; closed again, nothing changes.</summary>
    Task<Outcome> CloseAsync();

    /// <summary>Null for one that was never opened.</summary>
    Task<RegionView?> GetAsync();

    /// <summary>The figures of this moment; null for one that was never opened.</summary>
    Task<RegionFigures?> GetFiguresAsync();

    /// <summary>What makers were last told, of SKUs for which demand is unmet, in order of their codes.</summary>
    Task<ImmutableArray<UnmetSignal>> GetSignalsAsync();

    /// <summary>What a forecast rests on, for each SKU that is asked for or can be had.</summary>
    Task<ImmutableArray<SkuOutlook>> GetOutlookAsync();

    /// <summary>The map of one SKU, or of all: the largest unmet demand first, at most <see cref="RegionFigures.MostCells"/>.</summary>
    Task<ImmutableArray<CellFigures>> GetCellsAsync(Sku? sku);

    /// <summary>The points of a curve, at most <paramref name="most"/> (2 to 2,000), evenly thinned; of all SKUs for null.</summary>
    Task<ImmutableArray<TimedSample>> GetCurveAsync(Sku? sku, DateTimeOffset from, DateTimeOffset to, int most);

    Task<Outcome> AcknowledgeAsync(string alarm, string by);

    /// <summary>Subscribes a host; must be repeated every minute (it expires after three).</summary>
    Task SubscribeAsync(IRegionObserver observer);

    Task UnsubscribeAsync(IRegionObserver observer);

    /// <summary>Feed partition to region: the demand inside.</summary>
    [OneWay]
    Task DemandAsync(DemandTold told);

    /// <summary>Pharmacy to region: what it has.</summary>
    [OneWay]
    Task SupplyAsync(SupplyTold told);

    /// <summary>Pharmacy to region: stands inside no longer.</summary>
    [OneWay]
    Task SupplyLeftAsync(PharmacyId pharmacy);
}

/// <summary>All regions, for every host's own copy. Key: <c>all</c>.</summary>
[Alias("mg.IRegionDirectoryGrain")]
public interface IRegionDirectoryGrain : INotified, IWakeable
{
    /// <summary>What was heard after a version.</summary>
    Task<RegionPage> GetChangesAsync(long after);
}

/// <summary>A host that follows a region live.</summary>
/// <remarks>It waits for <see cref="Journals.ITelling.ToOutsideAsync"/> before it tells the outside.</remarks>
[Alias("mg.IRegionObserver")]
public interface IRegionObserver : IGrainObserver
{
    /// <summary>At most four times a second, the newest figures.</summary>
    [OneWay]
    Task FiguresAsync(RegionFigures figures);

    /// <summary>An alarm was raised, acknowledged or cleared.</summary>
    [OneWay]
    Task AlarmAsync(RegionId region, Alarm alarm);
}
