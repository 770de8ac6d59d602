using System.Collections.Immutable;
using MatchGrid.Journals;

namespace MatchGrid.Skus;

/// <summary>What the catalogue decides. Pure: state and command in, events and reply out.</summary>
public static class CatalogueDecider
{
    /// <summary>Facts of one import call.</summary>
    public const int MostPerImport = 1_000;

    /// <summary>Changes of one page.</summary>
    public const int MostPerPage = 1_000;

    /// <summary>All of them, or none: the refusal names the first that is wrong. Suspension stays as it is.</summary>
    public static Decision<CatalogueEvent, Outcome> Import(CatalogueState state, ImmutableArray<SkuFacts> facts)
    {
        if (facts.Length > MostPerImport)
            return (Outcome)new Refusal(RefusalCodes.BatchTooLarge, $"At most {MostPerImport} SKUs at a time.");
        var changed = ImmutableArray.CreateBuilder<SkuFacts>();
        foreach (var one in facts)
        {
            if (SkuFactsRules.Check(one) is { } refusal)
                return (Outcome)(refusal with { Message = $"{one.Sku}: {refusal.Message}" });
            var known = state.Find(one.Sku);
            var kept = one with { Suspended = known?.Suspended ?? false };
            if (kept != known)
                changed.Add(kept);
        }

        return new(changed.Count == 0 ? [] : [new FactsImported(changed.DrainToImmutable())], Outcome.Done);
    }

    /// <summary>The owner's word.</summary>
    public static IReadOnlyList<CatalogueEvent> Hear(CatalogueState state, SkuFacts facts) =>
        state.Find(facts.Sku) == facts ? [] : [new FactsHeard(facts)];

    /// <summary>Changes after a version. One that is yet to come belongs to another catalogue: then from the beginning.</summary>
    public static CataloguePage Page(CatalogueState state, long after)
    {
        ImmutableArray<VersionedFacts> found = [.. state.After(after <= state.Version ? after : 0).Take(MostPerPage + 1)];
        return found.Length > MostPerPage
            ? new(found[MostPerPage - 1].Version, [.. found.Take(MostPerPage).Select(entry => entry.Facts)], More: true)
            : new(state.Version, [.. found.Select(entry => entry.Facts)], More: false);
    }
}
