using System.Text.Json;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Startup;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace MatchGrid.Api.Input;

/// <summary>Imports NDJSON of any length, in chunks; a wrong line is told and the rest kept.</summary>
public static class LineImport
{
    /// <param name="context">Its body is the stream.</param>
    /// <param name="limits">Chunk and line sizes.</param>
    /// <param name="check">A line's value, or null and what is wrong with it.</param>
    /// <param name="store">Stores a chunk; a refusal ends the import.</param>
    public static async Task<IResult> RunAsync<TLine, TValue>(
        HttpContext context, ApiLimits limits, Func<TLine, InputErrors, TValue?> check, Func<IReadOnlyList<TValue>, Task<Refusal?>> store)
        where TLine : class
        where TValue : class
    {
        if (!MediaTypes.IsNdjson(context.Request))
            return Refused.Of(ApiCodes.UnsupportedMediaType, "Send application/x-ndjson, one object a line.");
        MediaTypes.AllowAnyLength(context);
        var json = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var errors = new LineErrors(limits.ErrorsListed);
        var chunk = new List<TValue>(limits.LinesPerChunk);
        var applied = 0;
        try
        {
            await foreach (var line in LineReader.ReadAsync(context.Request.BodyReader, limits.LineBytes, context.RequestAborted))
            {
                if (Read(line) is { } value)
                    chunk.Add(value);
                if (chunk.Count == limits.LinesPerChunk && await StoreAsync() is { } refusal)
                    return Refused.Of(refusal);
            }
        }
        catch (BadHttpRequestException)
        {
            errors.Add(0, RefusalCodes.Truncated, "The upload broke off.");
        }

        if (chunk.Count > 0 && await StoreAsync() is { } last)
            return Refused.Of(last);
        var answer = new ImportAnswer(applied, errors.Count, errors.Listed);
        return Results.Json(answer, statusCode: applied == 0 && errors.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

        TValue? Read(NumberedLine line)
        {
            if (line.Bytes is not { } bytes)
            {
                errors.Add(line.Number, RefusalCodes.LineTooLong, $"A line has at most {limits.LineBytes} bytes.");
                return null;
            }

            try
            {
                var found = new InputErrors();
                var value = JsonSerializer.Deserialize<TLine>(bytes.Span, json) is { } read ? check(read, found) : null;
                if (value is null)
                {
                    var (code, message, field) = found.Any ? found.All[0] : new(RefusalCodes.InvalidJson, "A line is an object.", null);
                    errors.Add(line.Number, code, message, field);
                }

                return value;
            }
            catch (JsonException wrong)
            {
                var problem = ProblemPages.OfJson(wrong);
                errors.Add(line.Number, problem.Code, problem.Detail, problem.Field);
                return null;
            }
        }

        async Task<Refusal?> StoreAsync()
        {
            var refusal = await store(chunk);
            if (refusal is null)
                applied += chunk.Count;
            chunk.Clear();
            return refusal;
        }
    }
}

/// <param name="Applied">Lines that are stored.</param>
/// <param name="ErrorCount">Lines that are not.</param>
/// <param name="Errors">The first 1,000 of them.</param>
public sealed record ImportAnswer(int Applied, int ErrorCount, IReadOnlyList<LineError> Errors);

/// <summary>What a body says it is.</summary>
public static class MediaTypes
{
    public static bool IsNdjson(HttpRequest request) => Is(request, "application/x-ndjson") || Is(request, "application/ndjson");

    public static bool IsCsv(HttpRequest request) => Is(request, "text/csv");

    /// <summary>Streams have no limit; their lines have one.</summary>
    public static void AllowAnyLength(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
    }

    private static bool Is(HttpRequest request, string type) =>
        Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && sent.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);
}
