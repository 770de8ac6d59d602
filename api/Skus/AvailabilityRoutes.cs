using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Pharmacies;
using MatchGrid.Api.Startup;
using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Keys;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Api.Skus;

/// <summary>Who near a point has it: how far, at what price, how fresh, how sure, open now.</summary>
public static class AvailabilityRoutes
{
    private const int MostSkus = 16;
    private const int PerCell = 64;

    public static void MapAvailability(this IEndpointRouteBuilder routes) => routes
        .MapGet("/availability", GetAsync)
        .RequireAuthorization(Policies.SignedIn)
        .ForKeys(KeyScopes.Catalogue)
        .WithTags("catalogue")
        .WithSummary("Pharmacies near a point that have a SKU, any of a group, or what a search finds; near and likely first")
        .WithDescription("Concealed SKUs are not shown. Distances are from the point given, which is not kept. Of the nearest that have it, "
            + "the order is by distance (and 500 m) over confidence.")
        .Produces<AvailabilityAnswer>();

    private static async Task<IResult> GetAsync(
        string? sku, string? group, string? q, double? lat, double? lon, int? radiusMetres, int? limit,
        IGrainFactory grains, SkuLookup lookup, LocalCatalogue catalogue, ApiLimits limits, TimeProvider time)
    {
        var errors = new InputErrors();
        var place = PlaceInput.Read(lat, lon, errors, "lat", "lon");
        if (radiusMetres is < (int)CircleCover.LeastRadiusMetres or > (int)CircleCover.MostRadiusMetres)
            errors.Add(RefusalCodes.RadiusOutOfRange, "100 m to 2,500 km.", "radiusMetres");
        var most = errors.Within(limit, "limit", 1, limits.SearchResults, 20);
        var sought = await SoughtAsync(sku, group, q, lookup, catalogue, errors);
        if (errors.Any)
            return errors.Refusal();

        var found = await FindAsync(sought, place!.Value, radiusMetres ?? 10_000, most, grains);
        return Results.Ok(new AvailabilityAnswer(await ShowAsync(found, most, grains, time.GetUtcNow())));
    }

    private static async Task<IReadOnlyList<SkuFacts>> SoughtAsync(
        string? sku, string? group, string? q, SkuLookup lookup, LocalCatalogue catalogue, InputErrors errors)
    {
        IEnumerable<SkuFacts> found = [];
        if (sku is not null)
        {
            if (SkuInput.Read(sku, "sku", errors) is { } id)
            {
                if (await lookup.FindAsync(id) is { } facts)
                    found = [facts];
                else
                    errors.Add(RefusalCodes.UnknownSku, "The catalogue does not know this SKU.", "sku");
            }
        }
        else if (group is not null)
        {
            found = catalogue.GroupMembers(group);
        }
        else if (errors.Text(q, "q", 200) is { } query)
        {
            found = catalogue.Search(query, MostSkus);
        }
        else if (!errors.Any)
        {
            errors.Add(RefusalCodes.MissingField, "Give sku, group or q.", "sku");
        }

        return [.. found.Where(facts => facts is { Concealed: false, Suspended: false }).Take(MostSkus)];
    }

    /// <summary>The nearest places, as the cells that cover the circle last heard.</summary>
    private static async Task<IReadOnlyList<(SkuFacts Facts, FoundSupply Supply)>> FindAsync(
        IReadOnlyList<SkuFacts> sought, GeoPoint place, int radius, int most, IGrainFactory grains)
    {
        var cells = CircleCover.Of(place, radius).Cells;
        var pages = await Task.WhenAll(
            from facts in sought
            from cell in cells
            select PageAsync(facts, cell));
        return [.. pages.SelectMany(page => page).OrderBy(found => found.Supply.DistanceMetres).ThenBy(found => found.Supply.Pharmacy).ThenBy(found => found.Facts.Sku).Take(most)];

        async Task<IEnumerable<(SkuFacts Facts, FoundSupply Supply)>> PageAsync(SkuFacts facts, CellId cell)
        {
            var page = await grains.GetGrain<ICellGrain>(cell.ToString()).FindAsync(new(facts.Sku, place, radius, Math.Min(most, PerCell)));
            return page.Found.Select(supply => (facts, supply));
        }
    }

    /// <summary>What the pharmacies themselves say about it now.</summary>
    private static async Task<IReadOnlyList<AvailabilityLine>> ShowAsync(
        IReadOnlyList<(SkuFacts Facts, FoundSupply Supply)> found, int most, IGrainFactory grains, DateTimeOffset now)
    {
        var pharmacies = await Task.WhenAll(found.GroupBy(one => one.Supply.Pharmacy).Select(async at =>
        {
            var grain = grains.GetGrain<IPharmacyGrain>(at.Key.Value);
            var view = await grain.GetAsync();
            var lines = await grain.GetLinesAsync([.. at.Select(one => one.Facts.Sku)]);
            if (view is null or { Paused: true })
                return [];
            var answer = PharmacyAnswer.Of(view, own: false, now);
            return
                from one in at
                join line in lines on one.Facts.Sku equals line.Sku
                where line.Available > 0
                select Line(one.Facts, one.Supply.DistanceMetres, answer, line);
        }));
        return [.. pharmacies.SelectMany(lines => lines).OrderBy(line => ExpectedTrip.Metres(line.DistanceMetres, line.Confidence)).ThenBy(line => line.Pharmacy.Id).ThenBy(line => line.Sku).Take(most)];

        AvailabilityLine Line(SkuFacts facts, double distance, PharmacyAnswer pharmacy, StockLineView line) => new(
            facts.Sku,
            facts.Name,
            pharmacy,
            (int)Math.Round(distance),
            line.Available,
            line.PriceMinor ?? facts.PriceMinor,
            line.PriceMinor is null ? facts.Currency : line.Currency,
            line.ReportedAt,
            (long)Math.Max(0, (now - line.ReportedAt).TotalSeconds),
            line.SeenAt ?? line.ReportedAt,
            line.Confidence);
    }
}

/// <summary>Near and likely first.</summary>
public sealed record AvailabilityAnswer(IReadOnlyList<AvailabilityLine> Places);

/// <summary>One SKU at one pharmacy.</summary>
/// <param name="Available">Packs that are free.</param>
/// <param name="PriceMinor">Of a pack, in the currency's minor unit: the pharmacy's, or the list price.</param>
/// <param name="ReportedAt">When the pharmacy last reported this line.</param>
/// <param name="AgeSeconds">How long ago that was.</param>
/// <param name="SeenAt">When somebody last looked: the last count or change, by its own time.</param>
/// <param name="Confidence">The chance that it is still there, 0 to 1.</param>
public sealed record AvailabilityLine(
    Sku Sku, string Name, PharmacyAnswer Pharmacy, int DistanceMetres, int Available, int? PriceMinor, string? Currency, DateTimeOffset ReportedAt, long AgeSeconds,
    DateTimeOffset SeenAt, double Confidence);
