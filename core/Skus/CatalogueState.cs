using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;

namespace MatchGrid.Skus;

/// <summary>The facts of all SKUs in the order of their last change, folded from events.</summary>
public sealed class CatalogueState : JournalledState<CatalogueEvent>
{
    private const int LeastToCompact = 64;

    // In version order. A SKU that changed again stands here twice until it is compacted; the newest counts.
    private readonly List<VersionedFacts> changes = [];
    private readonly Dictionary<Sku, VersionedFacts> newest = [];

    /// <summary>Number of the last change.</summary>
    public long Version { get; set; }

    /// <summary>The newest facts of every SKU in version order; for snapshots.</summary>
    public IReadOnlyList<VersionedFacts> Entries
    {
        get => [.. changes.Where(IsNewest)];
        init
        {
            foreach (var entry in value)
                Enter(entry);
        }
    }

    public SkuFacts? Find(Sku sku) => newest.TryGetValue(sku, out var entry) ? entry.Facts : null;

    /// <summary>The newest facts that changed after a version, in version order.</summary>
    public IEnumerable<VersionedFacts> After(long version)
    {
        var (from, until) = (0, changes.Count);
        while (from < until)
        {
            var middle = (from + until) / 2;
            if (changes[middle].Version <= version)
                from = middle + 1;
            else
                until = middle;
        }

        return changes.Skip(from).Where(IsNewest);
    }

    public override void Apply(CatalogueEvent change)
    {
        switch (change)
        {
            case FactsHeard heard:
                Enter(new(++Version, heard.Facts));
                break;
            case FactsImported imported:
                foreach (var facts in imported.Facts)
                {
                    Enter(new(++Version, facts));
                    Outbox.Add(Addresses.Of(facts.Sku), new SkuPublished(facts), closes: true);
                }

                break;
            default:
                throw new InvalidOperationException($"no such event: {change.GetType().Name}");
        }
    }

    private bool IsNewest(VersionedFacts entry) => newest[entry.Facts.Sku].Version == entry.Version;

    private void Enter(VersionedFacts entry)
    {
        changes.Add(entry);
        newest[entry.Facts.Sku] = entry;
        if (changes.Count > LeastToCompact + (2 * newest.Count))
            changes.RemoveAll(old => !IsNewest(old));
    }
}

/// <summary>Facts, and the number of the change that brought them.</summary>
public readonly record struct VersionedFacts(long Version, SkuFacts Facts);
