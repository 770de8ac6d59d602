using System.Collections.Immutable;
using MatchGrid.Catalogue;
using MatchGrid.Identifiers;
using MatchGrid.Messages;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Silo.Skus;

/// <summary>
/// This host's copy of the catalogue, to look up and search without a call. At most <see cref="Period"/> old; a snapshot is never seen
/// half changed. Safe for use from any thread.
/// </summary>
public sealed class LocalCatalogue(IGrainFactory grains) : IDisposable
{
    /// <summary>How often the host asks for changes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim refreshing = new(1);
    private volatile Snapshot snapshot = new(0, [], [], CatalogueIndex.Empty);

    /// <summary>SKUs known here.</summary>
    public int Count => snapshot.Facts.Count;

    /// <summary>Null for a SKU that is not known here.</summary>
    public SkuFacts? Find(Sku sku) => snapshot.Facts.GetValueOrDefault(sku);

    /// <summary>The SKUs of a substitution group (<see cref="SkuFacts.GroupOrSelf"/>) in SKU order.</summary>
    public ImmutableArray<SkuFacts> GroupMembers(string group) => snapshot.Groups.GetValueOrDefault(group, []);

    /// <summary>The SKUs that answer a query, the best first; as <see cref="CatalogueIndex.Search"/>.</summary>
    /// <param name="most">1 … 200.</param>
    public IReadOnlyList<SkuFacts> Search(string query, int most)
    {
        var current = snapshot;
        return [.. current.Index.Search(query, most).Select(hit => current.Facts.GetValueOrDefault(new(hit.Entry.Sku))).OfType<SkuFacts>()];
    }

    /// <summary>Takes in what has changed up to now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            if (await ReadChangesAsync() is not { } changed)
                return;
            // Known at once; the index follows when it is built, and nobody who searches waits for it.
            snapshot = changed;
            snapshot = changed with { Index = CatalogueIndex.Build(changed.Facts.Values.Select(Entry)) };
        }
        finally
        {
            refreshing.Release();
        }
    }

    public void Dispose() => refreshing.Dispose();

    private async Task<Snapshot?> ReadChangesAsync()
    {
        var catalogue = grains.GetGrain<ICatalogueGrain>(Addresses.Split(Addresses.TheCatalogue).Key);
        var (version, facts) = (snapshot.Version, default(Dictionary<Sku, SkuFacts>));
        CataloguePage page;
        do
        {
            page = await catalogue.GetChangesAsync(version);
            // A catalogue that is behind us is another one: a backup was restored.
            if (page.Version < version)
                facts = [];
            else if (page.Changed.Length > 0)
                facts ??= new(snapshot.Facts);
            foreach (var changed in page.Changed)
                facts![changed.Sku] = changed;
            version = page.Version;
        }
        while (page.More);

        if (facts is null)
            return null;
        var groups = facts.Values.GroupBy(one => one.GroupOrSelf).ToDictionary(group => group.Key, group => group.OrderBy(one => one.Sku).ToImmutableArray());
        return new(version, facts, groups, snapshot.Index);
    }

    private static CatalogueEntry Entry(SkuFacts facts) =>
        new(facts.Sku.Value, facts.Name, facts.Inn, facts.Atc, facts.Form, facts.Strength, facts.Maker, facts.Group);

    private sealed record Snapshot(
        long Version, Dictionary<Sku, SkuFacts> Facts, Dictionary<string, ImmutableArray<SkuFacts>> Groups, CatalogueIndex Index);
}
