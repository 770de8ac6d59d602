using MatchGrid.Api.Input;

namespace MatchGrid.Api.Access;

/// <summary>Tokens for trying things out; there only where the development issuer is on.</summary>
public static class DevelopmentTokenRoute
{
    public static void MapDevelopmentToken(this IEndpointRouteBuilder routes) => routes
        .MapPost("/dev/token", Make)
        .AllowAnonymous()
        .WithTags("development")
        .WithSummary("A token of any role, valid for 12 hours; only where the development issuer is on")
        .Produces<TokenAnswer>();

    private static IResult Make(TokenBody body, DevelopmentIssuer issuer)
    {
        var errors = new InputErrors();
        var role = errors.Text(body.Role, "role", 32);
        var subject = errors.Text(body.Subject, "subject", 200);
        var pharmacy = errors.Text(body.Pharmacy, "pharmacy", 64);
        var tenant = errors.Text(body.Tenant, "tenant", 64);
        var territory = errors.Text(body.Territory, "territory", 64);
        if (errors.Has(role, "role") && !Roles.All.Contains(role))
            errors.Add(RefusalCodes.InvalidField, $"role is one of {string.Join(", ", Roles.All)}.", "role");
        errors.Has(subject, "subject");
        if (role == Roles.Pharmacy)
            errors.Has(pharmacy, "pharmacy");
        return errors.Any ? errors.Refusal() : Results.Ok(new TokenAnswer(issuer.Sign(role!, subject!, pharmacy is null ? [] : [pharmacy], tenant, role == Roles.Coordinator ? territory ?? Regions.Territory.Everywhere : null)));
    }
}

/// <param name="Role">One of the roles.</param>
/// <param name="Subject">Who it is; the same subject is the same person.</param>
/// <param name="Pharmacy">For role pharmacy: which one.</param>
/// <param name="Territory">For role coordinator: the code of an administrative area (<c>US-NY</c>); everywhere when left out.</param>
/// <param name="Tenant">For role partner: the organisation it acts for.</param>
public sealed record TokenBody(string? Role, string? Subject, string? Pharmacy, string? Tenant = null, string? Territory = null);

/// <param name="Token">Goes into the header <c>Authorization: Bearer …</c>.</param>
public sealed record TokenAnswer(string Token);
