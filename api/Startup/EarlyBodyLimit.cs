using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;

namespace MatchGrid.Api.Startup;

/// <summary>Refuses a body that announces itself as too large before any of it is read, and closes the connection instead of reading it away.</summary>
public sealed class EarlyBodyLimit(RequestDelegate next, ApiLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.ContentLength is not { } length || length <= limits.JsonBodyBytes)
            return next(context);
        if (MediaTypes.IsNdjson(context.Request) || MediaTypes.IsCsv(context.Request))
            return next(context);
        context.Response.Headers.Connection = "close";
        return Problem.Of(
            ApiCodes.BodyTooLarge,
            $"A JSON body has at most {limits.JsonBodyBytes:N0} bytes. Stock goes in parts, or as an NDJSON or CSV stream of any length.").WriteAsync(context);
    }
}
