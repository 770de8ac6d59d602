using MatchGrid.Api.Access;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using MatchGrid.Keys;
using Orleans;

namespace MatchGrid.Api.Keys;

/// <summary>Keys for machines, of a pharmacy or a partner. A key makes no keys: these routes are for people.</summary>
public static class KeyRoutes
{
    private const int MostNameCharacters = 100;
    private const int DefaultDays = 90;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        Map(routes.MapGroup("/pharmacies/{pharmacy}/keys").RequireAuthorization(Policies.ThatPharmacy), Roles.Pharmacy, KeyScopes.OfPharmacies);
        Map(routes.MapGroup("/partners/{partner}/keys").RequireAuthorization(Policies.ThatPartner), Roles.Partner, KeyScopes.OfPartners);
    }

    private static void Map(RouteGroupBuilder keys, string kind, IReadOnlyList<string> scopes)
    {
        keys.WithTags("keys");
        keys.MapGet("", async (HttpContext context, IGrainFactory grains) => Results.Ok(new KeysAnswer([.. await Keyring(context, grains).ListAsync()])))
            .WithSummary("Keys of this owner, with their last use; never their secrets").Produces<KeysAnswer>();
        keys.MapPost("", (KeyBody body, HttpContext context, IGrainFactory grains) => MakeAsync(body, context, grains))
            .WithSummary($"A new key, shown once; scopes: {string.Join(", ", scopes)}").Produces<KeyAnswer>(StatusCodes.Status201Created);
        keys.MapPost("/{key}/rotate", (int key, RotateBody body, HttpContext context, IGrainFactory grains) => RotateAsync(key, body, context, grains))
            .WithSummary("A new secret, shown once; the one before counts for a while").Produces<KeyAnswer>();
        keys.MapDelete("/{key}", async (int key, HttpContext context, IGrainFactory grains) => (await Keyring(context, grains).RevokeAsync(key)).Answer())
            .WithSummary("Ends a key at once").Produces(StatusCodes.Status204NoContent);

        async Task<IResult> MakeAsync(KeyBody body, HttpContext context, IGrainFactory grains)
        {
            var errors = new InputErrors();
            var name = errors.Text(body.Name, "name", MostNameCharacters);
            if (!errors.Any)
                errors.Has(name, "name");
            if (errors.Has(body.Scopes, "scopes") && (body.Scopes.Count == 0 || body.Scopes.Except(scopes).Any()))
                errors.Add(RefusalCodes.InvalidField, $"scopes are one or more of {string.Join(", ", scopes)}.", "scopes");
            var days = errors.Within(body.ExpiresInDays, "expiresInDays", 1, (int)KeyringDecider.Longest.TotalDays, DefaultDays);
            if (errors.Any)
                return errors.Refusal();
            var secret = KeyText.NewSecret();
            var made = await Keyring(context, grains).MakeAsync(
                name!, [.. body.Scopes!.Distinct()], TimeSpan.FromDays(days), KeyText.HashOf(secret));
            return made.Refusal is { } refusal
                ? Refused.Of(refusal)
                : Results.Created((string?)null, new KeyAnswer(new KeyText(OwnerOf(context), made.Value!.Number, secret).ToString(), made.Value));
        }

        async Task<IResult> RotateAsync(int number, RotateBody body, HttpContext context, IGrainFactory grains)
        {
            var errors = new InputErrors();
            var overlap = errors.Within(body.OverlapSeconds, "overlapSeconds", 0, (int)KeyringDecider.LongestOverlap.TotalSeconds, 0);
            if (errors.Any)
                return errors.Refusal();
            var secret = KeyText.NewSecret();
            var rotated = await Keyring(context, grains).RotateAsync(number, KeyText.HashOf(secret), TimeSpan.FromSeconds(overlap));
            return rotated.Answer(view => new KeyAnswer(new KeyText(OwnerOf(context), number, secret).ToString(), view));
        }

        IKeyringGrain Keyring(HttpContext context, IGrainFactory grains) => grains.GetGrain<IKeyringGrain>(OwnerOf(context));

        string OwnerOf(HttpContext context) => $"{kind}:{context.GetRouteValue(kind)}";
    }
}

/// <param name="Name">What it is for.</param>
/// <param name="ExpiresInDays">1 to 366; otherwise 90.</param>
public sealed record KeyBody(string? Name, IReadOnlyList<string>? Scopes, int? ExpiresInDays);

/// <param name="OverlapSeconds">So long the old secret counts beside the new one: 0 (default) to 7 days.</param>
public sealed record RotateBody(int? OverlapSeconds);

/// <param name="Key">The whole key, for <c>Authorization: Bearer …</c>. It is shown here and never again.</param>
public sealed record KeyAnswer(string Key, KeyView View);

/// <summary>Keys in the order in which they were made.</summary>
public sealed record KeysAnswer(IReadOnlyList<KeyView> Keys);
