using System.Text.Json;
using System.Text.RegularExpressions;
using MatchGrid.Journals;
using Microsoft.AspNetCore.Diagnostics;
using Orleans.Runtime;

namespace MatchGrid.Api.Problems;

/// <summary>Turns exceptions, and answers that carry a status only, into problems.</summary>
public static partial class ProblemPages
{
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context => Of(context).WriteAsync(context),
            SuppressDiagnosticsCallback = handled => IsExpected(handled.Exception),
        });
        return app.UseStatusCodePages(page => OfStatus(page.HttpContext).WriteAsync(page.HttpContext));
    }

    /// <summary>What an exception is to the caller.</summary>
    public static Problem Of(Exception? exception) => exception switch
    {
        BadHttpRequestException bad => OfBadRequest(bad),
        JournalFailedException => Problem.Of(
            ApiCodes.StorageFailed, "The storage failed; whether this was stored is unknown. Repeat it with the same id or number."),
        TimeoutException or OrleansException => Problem.Of(ApiCodes.Unavailable, "This took too long or is stopping. Try again."),
        _ => Problem.Of(ApiCodes.InternalError, "Something went wrong here. Try again; if it stays, tell whoever runs this."),
    };

    private static Problem Of(HttpContext context)
    {
        var problem = Of(context.Features.Get<IExceptionHandlerFeature>()?.Error);
        if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = "1";
        return problem;
    }

    private static bool IsExpected(Exception exception) => exception is BadHttpRequestException;

    private static Problem OfStatus(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var code = RefusalStatus.CodeOf(status);
        if (status == StatusCodes.Status401Unauthorized && HasToken(context.Request))
            code = ApiCodes.InvalidToken;
        return Problem.Of(code, Sentence(code, context), status: status);
    }

    private static bool HasToken(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || (request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) && request.Query.ContainsKey("access_token"));

    private static string Sentence(string code, HttpContext context) => code switch
    {
        ApiCodes.MissingToken => "Send a bearer token in the Authorization header.",
        ApiCodes.InvalidToken => "The token is not valid here: wrong issuer, wrong signature, or expired.",
        ApiCodes.Forbidden => "This token may not do that.",
        ApiCodes.NotFound => "There is nothing at this address.",
        ApiCodes.MethodNotAllowed => $"{context.Request.Method} is not for this address.",
        ApiCodes.UnsupportedMediaType => "This media type is not read here.",
        ApiCodes.BodyTooLarge => "The body is too large.",
        _ => "This request cannot be answered.",
    };

    private static Problem OfBadRequest(BadHttpRequestException bad)
    {
        if (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
            return Problem.Of(ApiCodes.BodyTooLarge, "The body is larger than this address takes. Stock goes in parts, or as an NDJSON or CSV stream.");
        if (bad.StatusCode == StatusCodes.Status415UnsupportedMediaType)
            return Problem.Of(ApiCodes.UnsupportedMediaType, "Send application/json.");
        if (bad.InnerException is JsonException json)
            return OfJson(json);
        if (BoundParameter().Match(bad.Message) is { Success: true } parameter)
        {
            var field = parameter.Groups["name"].Value;
            return Problem.Of(RefusalCodes.InvalidField, $"{field} cannot be read from its text.", field, status: StatusCodes.Status400BadRequest);
        }

        if (RequiredParameter().Match(bad.Message) is { Success: true } required)
        {
            var field = required.Groups["name"].Value;
            return Problem.Of(RefusalCodes.MissingField, $"{field} is required.", field, status: StatusCodes.Status400BadRequest);
        }

        if (bad.Message.StartsWith("Implicit body inferred", StringComparison.Ordinal))
            return Problem.Of(RefusalCodes.MissingField, "A JSON body is required.", "body", status: StatusCodes.Status400BadRequest);
        return bad.Message.Contains("end of request", StringComparison.Ordinal)
            ? Problem.Of(RefusalCodes.Truncated, "The body ended before its announced length.")
            : Problem.Of(ApiCodes.BadRequest, "The request is not well-formed HTTP for this address.", status: bad.StatusCode);
    }

    /// <summary>Broken syntax is malformed; a value of the wrong kind is an invalid field.</summary>
    public static Problem OfJson(JsonException json) => json.InnerException is JsonException
        ? Problem.Of(RefusalCodes.InvalidJson, $"Not JSON at line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}.")
        : Problem.Of(RefusalCodes.InvalidField, "A value has the wrong type or form.", FieldOf(json.Path), status: StatusCodes.Status400BadRequest);

    private static string? FieldOf(string? path) => path is null or "$" or "" ? null : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path;

    // The framework tells which parameter failed in its message only.
    [GeneratedRegex("^Failed to bind parameter \"[^ ]+ (?<name>[^\"]+)\" from", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BoundParameter();

    [GeneratedRegex("^Required parameter \"[^ ]+ (?<name>[^\"]+)\" was not provided", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RequiredParameter();
}
