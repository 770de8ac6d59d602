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

/// <summary>Lines that a pharmacy is asked to look at, and what it found.</summary>
public static class ConfirmRoutes
{
    public static void MapConfirmations(this IEndpointRouteBuilder routes)
    {
        var pharmacy = routes.MapGroup("/pharmacies/{pharmacy}").WithTags("stock").RequireAuthorization(Policies.ThatPharmacy).ForKeys(KeyScopes.Stock);
        pharmacy.MapGet("/confirmations", GetAsync)
            .WithSummary("Please confirm: lines that somebody counts on and nobody looked at for too long, the most needed first")
            .Produces<ConfirmationsAnswer>();
        pharmacy.MapPost("/stock/{sku}/confirm", ConfirmAsync)
            .WithSummary("Somebody looked: so many packs are on the shelf, or as many as the line says")
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> GetAsync(string pharmacy, int? limit, IGrainFactory grains, LocalCatalogue catalogue)
    {
        var errors = new InputErrors();
        var most = errors.Within(limit, "limit", 1, 1_000, 100);
        if (errors.Any)
            return errors.Refusal();
        return Results.Ok(ConfirmationsAnswer.Of(await grains.GetGrain<IPharmacyGrain>(pharmacy).GetToConfirmAsync(most), catalogue));
    }

    private static async Task<IResult> ConfirmAsync(string pharmacy, string sku, ConfirmBody body, IGrainFactory grains)
    {
        var errors = new InputErrors();
        var id = SkuInput.Read(sku, "sku", errors);
        return errors.Any ? errors.Refusal() : (await grains.GetGrain<IPharmacyGrain>(pharmacy).ConfirmAsync(id!.Value, body.OnHand)).Answer();
    }
}

/// <param name="OnHand">Packs on the shelf, 0 to 1,000,000, held ones included; left out: as many as the line says.</param>
public sealed record ConfirmBody(int? OnHand);

/// <summary>What to look at, the most needed first.</summary>
public sealed record ConfirmationsAnswer(IReadOnlyList<ConfirmationLine> Lines)
{
    public static ConfirmationsAnswer Of(IEnumerable<LineToConfirm> lines, LocalCatalogue catalogue) => new(
        [.. lines.Select(one => new ConfirmationLine(
            one.Line.Sku, catalogue.Find(one.Line.Sku)?.Name, one.Reason, one.Line.OnHand, one.Line.Held, one.Wanted, one.Line.SeenAt, one.Line.Confidence))]);

    /// <summary>Whether both ask for the same; a chance that has only fallen on is no news.</summary>
    public bool AsksLike(ConfirmationsAnswer? other) => other is not null && Lines.Select(Asked).SequenceEqual(other.Lines.Select(Asked));

    private static (Sku, ConfirmReason, int, int, bool) Asked(ConfirmationLine line) => (line.Sku, line.Reason, line.OnHand, line.Held, line.Wanted);
}

/// <summary>One line to look at.</summary>
/// <param name="OnHand">Packs as far as is known.</param>
/// <param name="Held">Packs of them that are set aside for patients.</param>
/// <param name="Wanted">Somebody around waits for it.</param>
/// <param name="SeenAt">When somebody last looked.</param>
/// <param name="Confidence">The chance that it is there, 0 to 1.</param>
public sealed record ConfirmationLine(
    Sku Sku, string? Name, ConfirmReason Reason, int OnHand, int Held, bool Wanted, DateTimeOffset? SeenAt, double Confidence);
