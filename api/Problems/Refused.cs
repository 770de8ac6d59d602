namespace MatchGrid.Api.Problems;

/// <summary>The answer of a route that says no.</summary>
public sealed class Refused(Problem problem) : IResult
{
    public Problem Problem { get; } = problem;

    public static Refused Of(Refusal refusal) => new(Problem.Of(refusal));

    public static Refused Of(string code, string message, string? field = null) => new(Problem.Of(code, message, field));

    public Task ExecuteAsync(HttpContext httpContext) => Problem.WriteAsync(httpContext);
}

/// <summary>Outcomes of grains as answers.</summary>
public static class OutcomeAnswers
{
    /// <summary>204, or the refusal.</summary>
    public static IResult Answer(this Outcome outcome) => outcome.Refusal is { } refusal ? Refused.Of(refusal) : Results.NoContent();

    /// <summary>200 with what <paramref name="show"/> makes of the value, or the refusal.</summary>
    public static IResult Answer<T, TShown>(this Outcome<T> outcome, Func<T, TShown> show) =>
        outcome.Refusal is { } refusal ? Refused.Of(refusal) : Results.Ok(show(outcome.Value!));
}
