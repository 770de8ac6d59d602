using System.Text.Json.Serialization;
using MatchGrid.Api.Access;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Keys;
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
            .Select(sku => (Sku: sku.Key, Open: sku.Sum(figure => figure.Open), Quantity: sku.Sum(figure => figure.Quantity)))
            .Where(sku => sku.Open > 0)
            .OrderByDescending(sku => sku.Open < limits.SmallestCountShown ? 0 : sku.Quantity).ThenBy(sku => sku.Sku)
            .Take(limits.DemandLines)
            .Select(sku => Line(sku.Sku, sku.Open, sku.Quantity));
        return Results.Ok(new DemandAnswer([.. demand]));

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

/// <param name="Open">Open requests; null when fewer than 5, and <paramref name="Quantity"/> is left out.</param>
/// <param name="Quantity">Packs they ask for.</param>
/// <param name="OpenText">The number, or <c>&lt;5</c>.</param>
public sealed record DemandLine(
    Sku Sku, string? Name, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Open, int? Quantity, string OpenText);
