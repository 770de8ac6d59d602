using MatchGrid.Cells;
using MatchGrid.Identifiers;
using MatchGrid.Journals;

namespace MatchGrid.Markets;

/// <summary>How a market looks for supply that it has not been told of: its cell is asked, page by page.</summary>
public sealed partial class MarketGrain
{
    private void Search(RequestId request)
    {
        searches.Enqueue(request);
        if (searching < MostSearches)
            WhenTold(() => SearchAsync().Unawaited());
    }

    private async Task SearchAsync()
    {
        searching++;
        try
        {
            while (searches.TryDequeue(out var request))
                await SearchAsync(request);
        }
        catch (Exception exception)
        {
            // The interest, told below, makes the leaves say what is there.
            LogSearchFailed(Services.Log, Key, exception);
        }
        finally
        {
            searching--;
        }

        if (Book.Count > 0 && !interested)
            await TellInterestAsync();
    }

    private async Task SearchAsync(RequestId request)
    {
        double beyond = -1;
        PharmacyId? after = null;
        while (Book.Find(request) is { IsParked: false } entry)
        {
            var within = Math.Max(entry.Demand.RadiusMetres, entry.Demand.DeliveryRadiusMetres);
            var page = await CellOf().FindAsync(new(Id.Sku, entry.Demand.Place, within, Options.SupplyPage, beyond, after));
            foreach (var found in supply.Learn(page.Found, entry.Demand.Place, Now))
                Offer(found, request);
            if (!page.More || page.Found.IsEmpty)
                return;
            (beyond, after) = (page.Found[^1].DistanceMetres, page.Found[^1].Pharmacy);
        }
    }
}
