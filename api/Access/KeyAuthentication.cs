using System.Text.Encodings.Web;
using MatchGrid.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Orleans;

namespace MatchGrid.Api.Access;

/// <summary>Keys of machines, as bearer tokens. The keyring is asked each time: a key that was revoked ends at once.</summary>
internal sealed class KeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IGrainFactory grains)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (AccessServices.TokenOf(Request) is not { } token || KeyText.Read(token) is not { } text || Owner(text.Owner) is not { } found)
            return AuthenticateResult.Fail("This is no key.");
        if (await grains.GetGrain<IKeyringGrain>(text.Owner).CheckAsync(text.Number, KeyText.HashOf(text.Secret)) is not { } key)
            return AuthenticateResult.Fail("The key is not valid.");
        var caller = new Caller(found.Role, Caller.PseudonymOf("key", $"{text.Owner}|{text.Number}"), found.Pharmacies)
        {
            Organisation = found.Organisation,
            Scopes = key.Scopes,
        };
        var properties = new AuthenticationProperties { ExpiresUtc = key.ExpiresAt }; // ends a live connection
        return AuthenticateResult.Success(new(new CallerPrincipal(caller), properties, Scheme.Name));
    }

    private static (string Role, string[] Pharmacies, string? Organisation)? Owner(string owner) => owner.Split(':', 2) switch
    {
        [Roles.Pharmacy, var pharmacy] => (Roles.Pharmacy, [pharmacy], null),
        [Roles.Partner, var partner] => (Roles.Partner, [], partner),
        _ => null,
    };
}
