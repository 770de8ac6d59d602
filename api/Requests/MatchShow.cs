using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Api.Requests;

/// <summary>Shows requests and matches to their patient, with pharmacies and SKUs by name.</summary>
public sealed class MatchShow(IGrainFactory grains, LocalCatalogue catalogue, JournalServices services, TimeProvider time)
{
    private const int MostExpected = 16;

    public async Task<RequestAnswer> ShowAsync(RequestView view)
    {
        var terms = view.Terms;
        return new(
            view.Id,
            view.Status,
            terms.Group,
            [.. terms.Skus.Select(Name)],
            terms.Quantity,
            terms.MaySplit,
            terms.Place.Latitude,
            terms.Place.Longitude,
            terms.RadiusMetres,
            terms.DeliveryRadiusMetres,
            terms.Urgency,
            view.UrgencyConfirmed,
            terms.NeededBy,
            terms.RecurEveryDays,
            QuietHoursBody.Of(terms.QuietHours),
            view.OpenedAt,
            view.Since,
            view.Found,
            await ShowAsync(view.Matches),
            view.Reasons,
            view.RenewsAt,
            view.Region);
    }

    /// <summary>What makers expect within reach of a request that still seeks, the earliest first; an estimate, nothing is promised.</summary>
    public async Task<IReadOnlyList<ExpectedSupply>> ExpectedAsync(RequestView view)
    {
        var terms = view.Terms;
        if (view.Status != RequestStatus.Open)
            return [];
        var reach = Math.Max(terms.RadiusMetres, terms.DeliveryRadiusMetres);
        var around = services.Regions.Current.At(terms.Place);
        var announced = await Task.WhenAll(terms.Skus.Select(async sku =>
            (Sku: sku, All: await grains.GetGrain<ISkuGrain>(sku.Value).GetAnnouncedAsync())));
        return [.. announced
            .SelectMany(one => one.All.Where(each => each.Reaches(terms.Place, reach, around)).Select(each => new ExpectedSupply(Name(one.Sku), each.From, each.Quantity, each.IsEverywhere)))
            .OrderBy(each => each.From).ThenBy(each => each.Sku.Sku).Take(MostExpected)];
    }

    public async Task<MatchAnswer> ShowAsync(Match match) => (await ShowAsync([match]))[0];

    /// <summary>Asks each pharmacy once.</summary>
    public async Task<IReadOnlyList<MatchAnswer>> ShowAsync(IReadOnlyList<Match> matches)
    {
        var ids = matches.Select(match => match.Pharmacy).Distinct().ToList();
        var views = await Task.WhenAll(ids.Select(id => grains.GetGrain<IPharmacyGrain>(id.Value).GetAsync()));
        var pharmacies = ids.Zip(views).ToDictionary(pair => pair.First, pair => MatchPharmacy.Of(pair.First, pair.Second?.Profile, time.GetUtcNow()));
        return [.. matches.Select(match => new MatchAnswer(
            match.Id,
            pharmacies[match.Pharmacy],
            Name(match.Sku),
            match.Quantity,
            match.Code,
            match.Status,
            match.MatchedAt,
            match.Until,
            match.SetAside,
            match.Extensions,
            match.DistanceMetres,
            match.PriceMinor,
            match.Currency,
            match.EndedAt,
            match.Region,
            Receipt: match.Receipt,
            Why: match.Receipt?.Sentence(match.MatchedAt)))];
    }

    private SkuName Name(Sku sku) => new(sku, catalogue.Find(sku)?.Name);
}
