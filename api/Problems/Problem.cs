using System.Text.Json;
using MatchGrid.Api.Outside;

namespace MatchGrid.Api.Problems;

/// <summary>A refusal as RFC 9457 describes it.</summary>
/// <param name="Type">A name, not an address: <c>urn:matchgrid:problem:CODE</c>.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Detail">What is wrong and what would be right.</param>
/// <param name="Code">Stable; see the list of codes.</param>
/// <param name="Field">The input field to blame, in the caller's spelling.</param>
/// <param name="Epoch">Of the feed, when a cursor is refused.</param>
/// <param name="Cursor">Where to go on instead.</param>
/// <param name="Errors">All that is wrong with the input, when it is more than one thing.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Detail, string Code, string? Field = null, IReadOnlyList<FieldError>? Errors = null,
    string? Epoch = null, string? Cursor = null)
{
    public static Problem Of(string code, string detail, string? field = null, IReadOnlyList<FieldError>? errors = null, int? status = null)
    {
        var number = status ?? RefusalStatus.Of(code);
        var title = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(number);
        return new($"urn:matchgrid:problem:{code}", title, number, detail, code, field, errors is { Count: > 1 } ? errors : null);
    }

    public static Problem Of(Refusal refusal) => Of(refusal.Code, refusal.Message, refusal.Field);

    /// <summary>Writes itself, unless the answer has begun.</summary>
    public Task WriteAsync(HttpContext context)
    {
        if (context.Response.HasStarted)
            return Task.CompletedTask;
        context.Response.StatusCode = Status;
        return context.Response.WriteAsJsonAsync(this, OutsideJson.Default.Problem, "application/problem+json", context.RequestAborted);
    }
}

/// <summary>One thing that is wrong with the input.</summary>
public sealed record FieldError(string Code, string Message, string? Field);
