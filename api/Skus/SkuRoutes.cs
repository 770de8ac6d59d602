using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Keys;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;
using Orleans;

namespace MatchGrid.Api.Skus;

/// <summary>The catalogue: search, facts, recalls, import.</summary>
public static class SkuRoutes
{
    public static void MapSkus(this IEndpointRouteBuilder routes)
    {
        var skus = routes.MapGroup("/skus").WithTags("catalogue");
        skus.MapGet("", Search).RequireAuthorization(Policies.SignedIn).ForKeys(KeyScopes.Catalogue)
            .WithSummary("Finds SKUs by name in any case and accent, INN, ATC code, or any spelling of a code").Produces<SkuSearchAnswer>();
        skus.MapGet("/{sku}", GetAsync).RequireAuthorization(Policies.SignedIn).ForKeys(KeyScopes.Catalogue).WithSummary("Facts of one SKU").Produces<SkuFacts>();
        skus.MapPut("/{sku}", PutAsync).RequireAuthorization(Policies.Admin)
            .WithSummary("Creates or replaces the facts of a SKU; suspension stays as it is").Produces<SkuFacts>();
        skus.MapPost("/{sku}/suspend", (string sku, IGrainFactory grains, SkuLookup lookup) => SuspendAsync(sku, suspended: true, grains, lookup)).RequireAuthorization(Policies.Admin)
            .WithSummary("Recall: nothing of the SKU is offered, its holds break, their holders are told").Produces(StatusCodes.Status204NoContent);
        skus.MapPost("/{sku}/resume", (string sku, IGrainFactory grains, SkuLookup lookup) => SuspendAsync(sku, suspended: false, grains, lookup)).RequireAuthorization(Policies.Admin)
            .WithSummary("Ends a recall").Produces(StatusCodes.Status204NoContent);
        routes.MapPost("/skus:import", ImportAsync).RequireAuthorization(Policies.Admin).WithTags("catalogue")
            .WithSummary("Publishes SKUs from an NDJSON stream, one a line").Accepts<SkuBody>("application/x-ndjson").Produces<ImportAnswer>();
    }

    private static IResult Search(string? q, int? limit, LocalCatalogue catalogue, ApiLimits limits)
    {
        var errors = new InputErrors();
        var query = errors.Text(q, "q", 200);
        var most = errors.Within(limit, "limit", 1, limits.SearchResults, 20);
        if (!errors.Any)
            errors.Has(query, "q");
        return errors.Any ? errors.Refusal() : Results.Ok(new SkuSearchAnswer(catalogue.Search(query!, most)));
    }

    private static async Task<IResult> GetAsync(string sku, SkuLookup lookup)
    {
        var errors = new InputErrors();
        if (SkuInput.Read(sku, "sku", errors) is not { } id)
            return errors.Refusal();
        return await lookup.FindAsync(id) is { } facts ? Results.Ok(facts) : Unknown();
    }

    private static async Task<IResult> PutAsync(string sku, SkuBody body, IGrainFactory grains, SkuLookup lookup)
    {
        var errors = new InputErrors();
        if ((body with { Sku = sku }).Read(errors) is not { } facts)
            return errors.Refusal();
        var grain = grains.GetGrain<ISkuGrain>(facts.Sku.Value);
        if (await grain.PublishAsync(facts) is { Refusal: { } refusal })
            return Refused.Of(refusal);
        var published = await grain.GetAsync();
        await lookup.SettleAsync(facts.Sku, seen => seen == published);
        return Results.Ok(published);
    }

    private static async Task<IResult> SuspendAsync(string sku, bool suspended, IGrainFactory grains, SkuLookup lookup)
    {
        var errors = new InputErrors();
        if (SkuInput.Read(sku, "sku", errors) is not { } id)
            return errors.Refusal();
        if (await lookup.FindAsync(id) is null)
            return Unknown();
        var outcome = await grains.GetGrain<ISkuGrain>(id.Value).SuspendAsync(suspended);
        if (outcome.IsDone)
            await lookup.SettleAsync(id, seen => seen.Suspended == suspended);
        return outcome.Answer();
    }

    private static Task<IResult> ImportAsync(HttpContext context, IGrainFactory grains, ApiLimits limits)
    {
        var catalogue = grains.GetGrain<ICatalogueGrain>("all");
        return LineImport.RunAsync<SkuBody, SkuFacts>(
            context, limits, (body, errors) => body.Read(errors), async facts => (await catalogue.PublishManyAsync([.. facts])).Refusal);
    }

    private static Refused Unknown() => new(Problem.Of(RefusalCodes.UnknownSku, "There is no such SKU.", "sku", status: StatusCodes.Status404NotFound));
}

/// <summary>What a search found, the best first.</summary>
public sealed record SkuSearchAnswer(IReadOnlyList<SkuFacts> Skus);
