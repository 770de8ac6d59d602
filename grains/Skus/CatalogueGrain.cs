using System.Collections.Immutable;
using MatchGrid.Journals;
using MatchGrid.Messages;
using Orleans.Concurrency;

namespace MatchGrid.Skus;

/// <summary>
/// All SKUs by version. It hears of each from its owner; an import enters here at once, and its owners are told. Where the two differ for
/// a moment, the owner's word comes last.
/// </summary>
[Reentrant]
public sealed class CatalogueGrain(JournalServices services)
    : JournalledGrain<CatalogueState, CatalogueEvent>(services, SkuJson.CatalogueCodec, Addresses.Catalogue), ICatalogueGrain
{
    public async Task<CataloguePage> GetChangesAsync(long after)
    {
        var page = CatalogueDecider.Page(State, after);
        await ToldAsync();
        return page;
    }

    public async Task<Outcome> PublishManyAsync(ImmutableArray<SkuFacts> facts) => await CommitAsync(CatalogueDecider.Import(State, facts));

    protected override IReadOnlyList<CatalogueEvent> Receive(string from, Letter letter) =>
        letter.Body is SkuPublished published ? CatalogueDecider.Hear(State, published.Facts) : [];
}
