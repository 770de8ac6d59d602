using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Security.Cryptography;
using System.Text;
using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using MatchGrid.Identifiers;
using MatchGrid.Keys;
using MatchGrid.Pharmacies;
using MatchGrid.Silo.Skus;
using MatchGrid.Stock;
using Orleans;

namespace MatchGrid.Api.Pharmacies;

/// <summary>A pharmacy's whole stock, counted and signed: it replaces all that is known, at once or not at all.</summary>
public static class FullCountRoutes
{
    private const string Header = "Stock-Signature";
    private const string Version = "v1,";
    private const int MostSourceCharacters = 64;

    public static void MapFullCount(this IEndpointRouteBuilder routes) => routes
        .MapPut("/pharmacies/{pharmacy}/stock", ReplaceAsync)
        .RequireAuthorization(Policies.ThatPharmacy)
        .ForKeys(KeyScopes.Stock)
        .WithTags("stock")
        .WithSummary("Replaces a pharmacy's whole stock by a signed count of all of it")
        .WithDescription(
            "Lines as for POST, each with onHand. What is not named has nothing; what was counted or moved after countedAt stays on top. One wrong line, and nothing "
            + "counts. Sent by a key of the pharmacy, with the header Stock-Signature: v1, and the HMAC-SHA-256, in base64, under the key as it is sent, of "
            + "PHARMACY.COUNTEDAT. and the body, so that half a file is never taken for the whole.")
        .Accepts<StockLineBody[]>("application/json", "application/x-ndjson", "text/csv")
        .Produces<StockAnswer>().Produces<StockAnswer>(StatusCodes.Status422UnprocessableEntity);

    /// <summary>What a key signs a count with.</summary>
    /// <param name="countedAt">As it is sent.</param>
    public static string Sign(string key, string pharmacy, string countedAt, ReadOnlySpan<byte> body) =>
        Version + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), (byte[])[.. Encoding.UTF8.GetBytes($"{pharmacy}.{countedAt}."), .. body]));

    private static async Task<IResult> ReplaceAsync(
        string pharmacy, string? countedAt, string? source, HttpContext context, IGrainFactory grains, LocalCatalogue catalogue, ApiLimits limits)
    {
        var errors = new InputErrors();
        var from = errors.Text(source ?? context.Request.Headers["Source"], "source", MostSourceCharacters) ?? "api";
        var at = default(DateTimeOffset);
        if (errors.Has(countedAt, "countedAt") && !DateTimeOffset.TryParse(countedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at))
            errors.Add(RefusalCodes.InvalidInstant, "countedAt is an instant such as 2026-01-31T18:00:00Z.", "countedAt");
        if (errors.Any)
            return errors.Refusal();
        if (StockRoutes.Parse(context, PipeReader.Create(ReadOnlySequence<byte>.Empty)) is null)
            return Refused.Of(ApiCodes.UnsupportedMediaType, "Send application/json, application/x-ndjson or text/csv.");
        if (await ReadAsync(context, limits.FullCountBytes) is not { } body)
            return Refused.Of(ApiCodes.BodyTooLarge, $"A whole count has at most {limits.FullCountBytes:N0} bytes.");
        if (AccessServices.TokenOf(context.Request) is not { } key || KeyText.Read(key) is null || !IsSigned(context, key, pharmacy, countedAt!, body))
            return Refused.Of(ApiCodes.InvalidSignature, $"Send it with a key of the pharmacy, and sign it with that in the header {Header}.");

        var (changes, wrong) = await LinesAsync(StockRoutes.Parse(context, PipeReader.Create(new ReadOnlySequence<byte>(body)))!, at, catalogue);
        if (wrong.Count > 0)
            return Results.Json(new StockAnswer(0, 0, null, null, 0, wrong.Count, [.. wrong.Take(limits.ErrorsListed)]), statusCode: StatusCodes.Status422UnprocessableEntity);
        var reply = await grains.GetGrain<IPharmacyGrain>(pharmacy).ReportStockAsync(new(new(from), FirstNumber: null, [.. changes.Select(change => change.Change)], at));
        if (reply.Refusal is { } refusal)
            return Refused.Of(refusal);
        var later = reply.Refused.Select(one => new LineError(changes[one.Index].Line, one.Refusal.Code, one.Refusal.Message, one.Refusal.Field));
        return Results.Ok(new StockAnswer(reply.Applied, 0, null, null, reply.HoldsBroken, reply.Refused.Length, [.. later.Take(limits.ErrorsListed)]));
    }

    private static bool IsSigned(HttpContext context, string key, string pharmacy, string countedAt, byte[] body) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Sign(key, pharmacy, countedAt, body)), Encoding.UTF8.GetBytes(context.Request.Headers[Header].ToString()));

    private static async Task<byte[]?> ReadAsync(HttpContext context, int most)
    {
        using var whole = new MemoryStream();
        var piece = new byte[16 << 10];
        while (await context.Request.Body.ReadAsync(piece, context.RequestAborted) is > 0 and var read)
        {
            if (whole.Length + read > most)
                return null;
            whole.Write(piece, 0, read);
        }

        return whole.ToArray();
    }

    private static async Task<(List<(long Line, StockChange Change)> Changes, List<LineError> Wrong)> LinesAsync(
        IAsyncEnumerable<ParsedLine> parsed, DateTimeOffset at, LocalCatalogue catalogue)
    {
        await catalogue.RefreshAsync();
        var (changes, wrong, named) = (new List<(long, StockChange)>(), new List<LineError>(), new HashSet<Sku>());
        await foreach (var line in parsed)
        {
            var refusal = line.Refusal ?? Complaint(line.Change!, named, catalogue);
            if (refusal is not null)
                wrong.Add(new(line.Line, refusal.Code, refusal.Message, refusal.Field));
            else
                changes.Add((line.Line, line.Change! with { At = at }));
        }

        return (changes, wrong);
    }

    private static Refusal? Complaint(StockChange change, HashSet<Sku> named, LocalCatalogue catalogue)
    {
        if (change.Count is not (>= 0 and <= StockDecider.MostPacks))
            return new(RefusalCodes.CountOutOfRange, $"A whole count has onHand in each line, 0 to {StockDecider.MostPacks:N0} packs.", "onHand");
        if (catalogue.Find(change.Sku) is null)
            return new(RefusalCodes.UnknownSku, "The catalogue does not know this SKU.", "sku");
        return named.Add(change.Sku) ? null : new(RefusalCodes.InvalidField, "This SKU was counted in an earlier line.", "sku");
    }
}
