namespace MatchGrid.Api.Access;

/// <summary>How people sign in: authorization code flow with a proof key (RFC 7636) at the configured issuer, for apps that cannot call it themselves.</summary>
public static class SignInRoutes
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/who", (HttpContext context) => Results.Ok(WhoAnswer.Of(context.Caller()))).RequireAuthorization(Policies.SignedIn).WithTags("sign-in")
            .WithSummary("Who the token is").Produces<WhoAnswer>();
        var group = routes.MapGroup("/sign-in").AllowAnonymous().WithTags("sign-in");
        group.MapGet("", GetAsync).WithSummary("Where people sign in").Produces<SignInAnswer>();
        group.MapPost("/token", (CodeBody body, SignInService service, CancellationToken cancellation) => service.ExchangeAsync(body, cancellation))
            .WithSummary("Exchanges an authorization code at the issuer").Produces<TokensAnswer>();
        group.MapPost("/refresh", (RefreshBody body, SignInService service, CancellationToken cancellation) => service.RefreshAsync(body, cancellation))
            .WithSummary("Another token from the issuer").Produces<TokensAnswer>();
    }

    private static async Task<IResult> GetAsync(AccessOptions access, SignInService service, CancellationToken cancellation) =>
        Results.Ok(access.Authority is null || access.ClientId is null
            ? new SignInAnswer(access.Development)
            : new SignInAnswer(access.Development, (await service.IssuerAsync(cancellation))?.AuthorizationEndpoint, access.ClientId, access.Scope));
}

/// <param name="Development">Whether the development issuer is on.</param>
/// <param name="AuthorizationEndpoint">Of the issuer; left out where the app sends nobody there.</param>
public sealed record SignInAnswer(bool Development, string? AuthorizationEndpoint = null, string? ClientId = null, string? Scope = null);

/// <param name="Verifier">Of the proof key.</param>
public sealed record CodeBody(string? Code, string? Verifier, string? RedirectUri);

public sealed record RefreshBody(string? RefreshToken);

/// <param name="Token">Goes into the header <c>Authorization: Bearer …</c>.</param>
public sealed record TokensAnswer(string Token, string? RefreshToken);

/// <param name="Id">The pseudonym by which the grid knows the caller.</param>
/// <param name="Pharmacies">For which the caller speaks.</param>
/// <param name="Organisation">For which a partner or maker acts.</param>
/// <param name="Territories">Of a coordinator.</param>
public sealed record WhoAnswer(string Role, string Id, IReadOnlyList<string> Pharmacies, string? Organisation, IReadOnlyList<string> Territories)
{
    public static WhoAnswer Of(Caller caller) => new(caller.Role, caller.Pseudonym, [.. caller.Pharmacies], caller.Organisation, [.. caller.Territories]);
}
