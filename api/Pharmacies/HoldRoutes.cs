using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Skus;
using MatchGrid.Identifiers;
using MatchGrid.Keys;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Skus;
using Orleans;

namespace MatchGrid.Api.Pharmacies;

/// <summary>A pharmacy's holds: reserved by count, set aside, handed over, or not there after all.</summary>
public static class HoldRoutes
{
    public static void MapHolds(this IEndpointRouteBuilder routes)
    {
        var pharmacy = routes.MapGroup("/pharmacies/{pharmacy}").WithTags("holds").RequireAuthorization(Policies.ThatPharmacy).ForKeys(KeyScopes.Holds);
        pharmacy.MapGet("/holds", async (string pharmacy, IGrainFactory grains, LocalCatalogue skus) =>
                Results.Ok(HoldsAnswer.Of([.. await grains.GetGrain<IPharmacyGrain>(pharmacy).GetHoldsAsync()], skus)))
            .WithSummary("Live holds, the first to end first").Produces<HoldsAnswer>();
        pharmacy.MapPost("/holds/{hold}/set-aside", async (string pharmacy, string hold, IGrainFactory grains) =>
                (await grains.GetGrain<IPharmacyGrain>(pharmacy).SetAsideAsync(new(hold))).Answer())
            .WithSummary("The pharmacist has the packs in hand").Produces(StatusCodes.Status204NoContent);
        pharmacy.MapPost("/holds/{hold}/not-there", async (string pharmacy, string hold, IGrainFactory grains) =>
                (await grains.GetGrain<IPharmacyGrain>(pharmacy).NotThereAsync(new(hold))).Answer())
            .WithSummary("The packs are not there after all: the match breaks, the patient is told").Produces(StatusCodes.Status204NoContent);
        pharmacy.MapPost("/hand-over", HandOverAsync)
            .WithSummary("Hands packs over to whoever shows the code").Produces<HoldView>();
    }

    private static async Task<IResult> HandOverAsync(string pharmacy, HandOverBody body, IGrainFactory grains)
    {
        var errors = new InputErrors();
        var code = errors.Text(body.Code, "code", 32)?.ToUpperInvariant();
        if (!errors.Any)
            errors.Has(code, "code");
        var hold = errors.Text(body.Hold, "hold", 64);
        return errors.Any
            ? errors.Refusal()
            : (await grains.GetGrain<IPharmacyGrain>(pharmacy).HandOverAsync(hold is null ? null : new HoldId(hold), code!)).Answer(view => view);
    }
}

/// <summary>A pharmacy's live holds.</summary>
/// <param name="Names">Of their SKUs, as far as the catalogue knows them.</param>
public sealed record HoldsAnswer(IReadOnlyList<HoldView> Holds, IReadOnlyDictionary<string, string> Names)
{
    public static HoldsAnswer Of(IReadOnlyList<HoldView> holds, LocalCatalogue skus) => new(holds, SkuNames.Of(holds.Select(hold => hold.Sku), skus));
}

/// <param name="Code">As the patient shows it, in any case.</param>
/// <param name="Hold">The hold, when known; otherwise the code finds it.</param>
public sealed record HandOverBody(string? Code, string? Hold);
