using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Skus;
using MatchGrid.Api.Startup;
using MatchGrid.Geo;
using MatchGrid.Requests;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;

namespace MatchGrid.Api.Requests;

/// <summary>Makes a request's terms of what a patient sent: checks SKUs against the catalogue, rounds the place.</summary>
public sealed class TermsReader(SkuLookup lookup, LocalCatalogue catalogue, ApiLimits limits, GridOptions grid)
{
    /// <summary>The terms, or what is wrong with them.</summary>
    public async Task<(RequestTerms? Terms, Refused? Refused)> ReadAsync(RequestBody body)
    {
        var errors = new InputErrors();
        var place = PlaceInput.Read(body.Latitude, body.Longitude, errors);
        var quiet = body.QuietHours?.Read(errors);
        // CircleCover refuses what is out of range by exception; the domain's own limits stay the domain's.
        var radius = Radius(body.RadiusMetres, RequestBody.DefaultRadiusMetres, (int)CircleCover.LeastRadiusMetres, "radiusMetres", errors);
        var delivery = Radius(body.DeliveryRadiusMetres, 0, 0, "deliveryRadiusMetres", errors);
        var skus = await SkusAsync(body, errors);
        if (errors.Any)
            return (null, errors.Refusal());
        return (new(
            skus[0].GroupOrSelf,
            [.. skus.Select(facts => facts.Sku)],
            body.Quantity ?? 1,
            body.MaySplit ?? false,
            place!.Value.RoundTo(limits.PlaceRoundedToMetres),
            radius,
            delivery,
            body.Urgency ?? Urgency.Routine,
            body.NeededBy?.ToUniversalTime(),
            body.RecurEveryDays ?? 0,
            quiet), null);
    }

    private static int Radius(int? metres, int otherwise, int least, string field, InputErrors errors)
    {
        if (metres is null || (metres >= least && metres <= CircleCover.MostRadiusMetres))
            return metres ?? otherwise;
        errors.Add(RefusalCodes.RadiusOutOfRange, $"{least} to {CircleCover.MostRadiusMetres:N0} metres.", field);
        return otherwise;
    }

    private async Task<IReadOnlyList<SkuFacts>> SkusAsync(RequestBody body, InputErrors errors)
    {
        var (found, field) = body switch
        {
            { Skus: { } named } => (await NamedAsync(named, errors), "skus"),
            { Group: { } group } => (Offered(catalogue.GroupMembers(group), "group", errors), "group"),
            _ => (Offered(body.Q is { } query ? catalogue.Search(query, limits.SearchResults) : [], body.Q is null ? "skus" : "q", errors), "q"),
        };
        if (found.Select(facts => facts.GroupOrSelf).Distinct().Count() > 1)
            errors.Add(RefusalCodes.MixedGroups, "These belong to several substitution groups; each needs a request of its own.", field);
        if (found.Count > grid.MostSkusPerRequest)
            errors.Add(RefusalCodes.TooManySkus, $"At most {grid.MostSkusPerRequest} SKUs; name those that are welcome.", field);
        return found;
    }

    private async Task<IReadOnlyList<SkuFacts>> NamedAsync(IReadOnlyList<string> named, InputErrors errors)
    {
        var found = new List<SkuFacts>();
        if (named.Count == 0)
            errors.Add(RefusalCodes.MissingField, "Name at least one SKU.", "skus");
        // Past the limit the refusal is certain; what is beyond it need not be looked up.
        foreach (var (index, text) in named.Take(grid.MostSkusPerRequest + 1).Index())
        {
            var field = $"skus[{index}]";
            if (SkuInput.Read(text, field, errors) is not { } sku || found.Exists(facts => facts.Sku == sku))
                continue;
            if (await lookup.FindAsync(sku) is not { } facts)
                errors.Add(RefusalCodes.UnknownSku, "The catalogue does not know this SKU.", field);
            else if (facts.Suspended)
                errors.Add(RefusalCodes.SkuSuspended, "This SKU is recalled; nothing of it is offered.", field);
            else
                found.Add(facts);
        }

        return found;
    }

    private static List<SkuFacts> Offered(IReadOnlyList<SkuFacts> found, string field, InputErrors errors)
    {
        var offered = found.Where(facts => !facts.Suspended).ToList();
        if (field == "skus")
            errors.Add(RefusalCodes.MissingField, "Give skus, group or q.", field);
        else if (found.Count == 0)
            errors.Add(RefusalCodes.UnknownSku, "The catalogue has nothing like that.", field);
        else if (offered.Count == 0)
            errors.Add(RefusalCodes.SkuSuspended, "All of it is recalled; nothing of it is offered.", field);
        return offered;
    }
}
