using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Skus;

/// <summary>Facts and state of one SKU. Key: the SKU.</summary>
[Alias("mg.ISkuGrain")]
public interface ISkuGrain : INotified, IWakeable
{
    /// <summary>Creates or replaces the facts; suspension stays as it is.</summary>
    Task<Outcome> PublishAsync(SkuFacts facts);

    /// <summary>Null for a SKU that was never published.</summary>
    Task<SkuFacts?> GetAsync();

    /// <summary>Recall or its end: told to every pharmacy that may have it.</summary>
    Task<Outcome> SuspendAsync(bool suspended);

    /// <summary>A maker expects packs to come; the same name again replaces what it said.</summary>
    Task<Outcome> AnnounceAsync(SupplyAnnouncement announcement);

    /// <summary>A maker takes an announcement back.</summary>
    Task<Outcome> WithdrawAsync(string maker, string announcement);

    /// <summary>What all makers expect, until 14 days after its date; the earliest first.</summary>
    Task<ImmutableArray<SupplyAnnouncement>> GetAnnouncedAsync();
}

/// <summary>All SKUs in the order of their last change, for the search index of each host. Key: <c>all</c>.</summary>
[Alias("mg.ICatalogueGrain")]
public interface ICatalogueGrain : INotified, IWakeable
{
    /// <summary>Changes after a version, at most 1,000.</summary>
    Task<CataloguePage> GetChangesAsync(long after);

    /// <summary>Publishes many at once (imports); SKUs of up to 1,000 facts.</summary>
    Task<Outcome> PublishManyAsync(ImmutableArray<SkuFacts> facts);
}
