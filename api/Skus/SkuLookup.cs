using MatchGrid.Identifiers;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;

namespace MatchGrid.Api.Skus;

/// <summary>The host's copy of the catalogue, brought up to now where somebody may have just changed it.</summary>
public sealed class SkuLookup(LocalCatalogue catalogue, TimeProvider time)
{
    private const int SettleRounds = 100;

    private static readonly TimeSpan SettlePause = TimeSpan.FromMilliseconds(10);

    /// <summary>Null for a SKU that the catalogue does not know at this moment.</summary>
    public async ValueTask<SkuFacts?> FindAsync(Sku sku)
    {
        if (catalogue.Find(sku) is { } known)
            return known;
        await catalogue.RefreshAsync();
        return catalogue.Find(sku);
    }

    /// <summary>Waits, up to about a second, until this host's copy shows a change just made, so that whoever is answered can go on with it.</summary>
    public async Task SettleAsync(Sku sku, Func<SkuFacts, bool> shows)
    {
        for (var round = 0; round < SettleRounds; round++)
        {
            await catalogue.RefreshAsync();
            if (catalogue.Find(sku) is { } facts && shows(facts))
                return;
            await Task.Delay(SettlePause, time);
        }
    }
}
