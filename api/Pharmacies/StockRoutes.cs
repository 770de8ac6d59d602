using System.IO.Pipelines;
using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Skus;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Keys;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Skus;
using MatchGrid.Stock;
using Orleans;

namespace MatchGrid.Api.Pharmacies;

/// <summary>Stock of one pharmacy: uploads, lines, floors.</summary>
public static class StockRoutes
{
    private const int MostSourceCharacters = 64;

    public static void MapStock(this IEndpointRouteBuilder routes)
    {
        var pharmacy = routes.MapGroup("/pharmacies/{pharmacy}").WithTags("stock").RequireAuthorization(Policies.ThatPharmacy).ForKeys(KeyScopes.Stock);
        pharmacy.MapPost("/stock", UploadAsync)
            .WithSummary("Reports stock: a JSON array, or an NDJSON or CSV stream of any length")
            .WithDescription(
                "A line has sku, and onHand (counted) or delta (came or went); optional at, number, holdId, priceMinor with currency. "
                + "A wrong line is told and the rest kept. With numbers, an upload that broke off is resumed after lastNumber. "
                + "The source is named by the query or the header Source; otherwise it is 'api'.")
            .Accepts<StockLineBody[]>("application/json", "application/x-ndjson", "text/csv")
            .Produces<StockAnswer>().Produces<StockAnswer>(StatusCodes.Status422UnprocessableEntity);
        pharmacy.MapGet("/stock", GetAsync).WithSummary("Stock lines in SKU order, up to 1,000 after one").Produces<StockLinesAnswer>();
        pharmacy.MapPut("/stock/{sku}/floor", SetFloorAsync)
            .WithSummary("Packs of a SKU that are never offered").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> UploadAsync(
        string pharmacy, string? source, long? firstNumber, HttpContext context, IGrainFactory grains, LocalCatalogue catalogue, ApiLimits limits, TimeProvider time)
    {
        var request = context.Request;
        var errors = new InputErrors();
        var from = errors.Text(source ?? request.Headers["Source"], "source", MostSourceCharacters) ?? "api";
        if (firstNumber < 0)
            errors.Add(RefusalCodes.InvalidField, "firstNumber is a whole number from 0.", "firstNumber");
        if (errors.Any)
            return errors.Refusal();
        if (Parse(context, request.BodyReader) is not { } lines)
            return Refused.Of(ApiCodes.UnsupportedMediaType, "Send application/json, application/x-ndjson or text/csv.");

        var intake = new StockIntake(grains, catalogue, limits, time, new(pharmacy), new(from), firstNumber);
        var listed = new List<LineError>();
        var answer = new StockAnswer(0, 0, null, null, 0, 0, listed);
        await foreach (var ack in intake.RunAsync(lines, context.RequestAborted))
        {
            listed.AddRange(ack.Errors.Take(limits.ErrorsListed - listed.Count));
            answer = answer with
            {
                Applied = answer.Applied + ack.Applied,
                Repeated = answer.Repeated + ack.Repeated,
                GapFrom = answer.GapFrom ?? ack.GapFrom,
                LastNumber = ack.LastNumber ?? answer.LastNumber,
                HoldsBroken = answer.HoldsBroken + ack.HoldsBroken,
            };
        }

        if (intake.Refusal is { } refusal)
            return Refused.Of(refusal);
        answer = answer with { ErrorCount = intake.ErrorCount };
        var nothing = answer.Applied + answer.Repeated == 0 && answer.ErrorCount > 0;
        return Results.Json(answer, statusCode: nothing ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    /// <summary>Null for what is neither JSON, NDJSON nor CSV.</summary>
    internal static IAsyncEnumerable<ParsedLine>? Parse(HttpContext context, PipeReader body)
    {
        if (context.Request.HasJsonContentType())
            return StockLineParser.ParseJsonAsync(body, StockIntake.Unstated, context.RequestAborted);
        var ndjson = MediaTypes.IsNdjson(context.Request);
        if (!ndjson && !MediaTypes.IsCsv(context.Request))
            return null;
        MediaTypes.AllowAnyLength(context);
        return ndjson
            ? StockLineParser.ParseNdjsonAsync(body, StockIntake.Unstated, context.RequestAborted)
            : StockLineParser.ParseCsvAsync(body, StockIntake.Unstated, context.RequestAborted);
    }

    private static async Task<IResult> GetAsync(string pharmacy, string? after, int? limit, IGrainFactory grains, LocalCatalogue skus)
    {
        var errors = new InputErrors();
        var last = string.IsNullOrEmpty(after) ? (Sku?)null : SkuInput.Read(after, "after", errors);
        var most = errors.Within(limit, "limit", 1, 1_000, 100);
        if (errors.Any)
            return errors.Refusal();
        var lines = await grains.GetGrain<IPharmacyGrain>(pharmacy).GetStockAsync(last, most);
        return Results.Ok(new StockLinesAnswer([.. lines], lines.Length == most ? lines[^1].Sku : null, SkuNames.Of(lines.Select(line => line.Sku), skus)));
    }

    private static async Task<IResult> SetFloorAsync(string pharmacy, string sku, FloorBody body, IGrainFactory grains, SkuLookup skus)
    {
        var errors = new InputErrors();
        var id = SkuInput.Read(sku, "sku", errors);
        if (errors.Has(body.Floor, "floor"))
            errors.Within(body.Floor, "floor", 0, StockDecider.MostPacks, 0);
        if (errors.Any)
            return errors.Refusal();
        if (await skus.FindAsync(id!.Value) is null)
            return Refused.Of(RefusalCodes.UnknownSku, "The catalogue does not know this SKU.", "sku");
        return (await grains.GetGrain<IPharmacyGrain>(pharmacy).SetFloorAsync(id.Value, body.Floor!.Value)).Answer();
    }
}

/// <summary>One line of a stock upload.</summary>
/// <param name="Sku"><c>scheme:code</c>; required.</param>
/// <param name="OnHand">Packs counted, 0 to 1,000,000, held ones included; this or delta.</param>
/// <param name="Delta">Packs that came or went, not 0.</param>
/// <param name="At">When it was counted or happened; otherwise now.</param>
/// <param name="Number">The source's own number of the change.</param>
/// <param name="HoldId">With a negative delta: the hold that was handed over.</param>
/// <param name="PriceMinor">Price of a pack in the currency's minor unit.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record StockLineBody(
    string Sku, int? OnHand, int? Delta, DateTimeOffset? At, long? Number, string? HoldId, int? PriceMinor, string? Currency);

/// <param name="Floor">Packs, 0 to 1,000,000.</param>
public sealed record FloorBody(int? Floor);

/// <param name="Next">Ask on after this one; left out at the end.</param>
/// <param name="Names">Of the SKUs, as far as the catalogue knows them.</param>
public sealed record StockLinesAnswer(IReadOnlyList<StockLineView> Lines, Sku? Next, IReadOnlyDictionary<string, string> Names);
