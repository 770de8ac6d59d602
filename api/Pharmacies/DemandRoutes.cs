using System.Text.Json.Serialization;
using MatchGrid.Api.Access;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Keys;
using MatchGrid.Markets;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Skus;
using Orleans;

namespace MatchGrid.Api.Pharmacies;

/// <summary>Unmet demand around a pharmacy, without names and without small numbers.</summary>
public static class DemandRoutes
{
    public static void MapDemand(this IEndpointRouteBuilder routes) => routes
        .MapGet("/pharmacies/{pharmacy}/demand", GetAsync)
        .RequireAuthorization(Policies.ThatPharmacy)
        .WithMetadata(LimitedUse.Demand)
        .ForKeys(KeyScopes.Demand)
        .WithTags("pharmacies")
        .WithSummary("Open requests around a pharmacy, by SKU: of every market whose cell it stands in")
        .Produces<DemandAnswer>();

    private static async Task<IResult> GetAsync(string pharmacy, IGrainFactory grains, LocalCatalogue skus, ApiLimits limits)
    {
        if (await grains.GetGrain<IPharmacyGrain>(pharmacy).GetAsync() is not { } view)
            return Refused.Of(RefusalCodes.UnknownPharmacy, "There is no such pharmacy.");
        var leaf = CellId.FromPoint(view.Profile.Place);
        var cells = Enumerable.Range(0, CellId.LeafLevel + 1).Select(leaf.AncestorAt);
        var figures = await Task.WhenAll(cells.Select(cell => grains.GetGrain<ICellGrain>(cell.ToString()).GetDemandAsync(limits.DemandLines)));
        var demand = figures.SelectMany(figure => figure)
            .GroupBy(figure => figure.Sku)
            .Where(sku => sku.Any(figure => figure.Open > 0))
            .Select(Shown)
            .OrderByDescending(sku => sku.Quantity).ThenBy(sku => sku.Sku)
            .Take(limits.DemandLines)
            .Select(sku => Line(sku.Sku, sku.Open, sku.Quantity));
        return Results.Ok(new DemandAnswer([.. demand]));

        // A cell with few is left out of the sum, too: or whoever looks from two places would have it by subtraction.
        (Sku Sku, int Open, int Quantity) Shown(IGrouping<Sku, DemandFigure> sku)
        {
            var many = sku.Where(figure => figure.Open >= limits.SmallestCountShown).ToList();
            return (sku.Key, many.Sum(figure => figure.Open), many.Sum(figure => figure.Quantity));
        }

        DemandLine Line(Sku sku, int open, int quantity)
        {
            var name = skus.Find(sku)?.Name;
            return open < limits.SmallestCountShown
                ? new(sku, name, null, null, $"<{limits.SmallestCountShown}")
                : new(sku, name, open, quantity, $"{open}");
        }
    }
}

/// <summary>Demand by SKU, largest first; those with small numbers last, in SKU order.</summary>
public sealed record DemandAnswer(IReadOnlyList<DemandLine> Demand);

/// <param name="Open">Open requests, of cells with at least 5; null when there is no such cell, and <paramref name="Quantity"/> is left out.</param>
/// <param name="Quantity">Packs they ask for.</param>
/// <param name="OpenText">The number, or <c>&lt;5</c> for a few here and there.</param>
public sealed record DemandLine(
    Sku Sku, string? Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Open, int? Quantity, string OpenText);
