using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using MatchGrid.Identifiers;

namespace MatchGrid.Api.Access;

/// <summary>Who calls, as far as this API needs to know.</summary>
/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Pseudonym">Stands for issuer and subject, which are never kept: <c>p-</c> and 20 characters.</param>
/// <param name="Pharmacies">Pharmacies the token speaks for.</param>
public sealed record Caller(string Role, string Pseudonym, IReadOnlyList<string> Pharmacies)
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const int PseudonymCharacters = 20;
    private const int MostTenantCharacters = 64;

    /// <summary>The organisation for which a partner acts; null for none.</summary>
    public string? Organisation { get; init; }

    /// <summary>Where a coordinator acts.</summary>
    public IReadOnlyList<string> Territories { get; init; } = [];

    /// <summary>What a machine's key is good for; null for a person's token, which is good for all that its role may do.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    public PatientId Patient => new(Pseudonym);

    /// <summary>The partner: an organisation, or one person.</summary>
    public string Partner => Organisation ?? Pseudonym;

    public bool MaySpeakFor(string pharmacy) => Role == Roles.Admin || (Role == Roles.Pharmacy && Pharmacies.Contains(pharmacy));

    public bool IsPartner(string partner) => Role == Roles.Admin || (Role is Roles.Partner or Roles.Maker && Partner == partner);

    /// <summary>Null for somebody without a valid token of a known role.</summary>
    public static Caller? Of(ClaimsPrincipal? user) => (user as CallerPrincipal)?.Caller;

    /// <summary>What is kept of a validated token: a known role, the pseudonym, what it speaks for. Nothing else that the issuer said.</summary>
    public static ClaimsPrincipal? Keep(ClaimsPrincipal token, AccessOptions access)
    {
        var role = ClaimReader.Values(token, access.RoleClaim).Select(name => access.RoleNames.GetValueOrDefault(name, name)).FirstOrDefault(Roles.All.Contains);
        var (issuer, subject) = (token.FindFirstValue("iss"), token.FindFirstValue("sub"));
        if (role is null || string.IsNullOrEmpty(issuer) || string.IsNullOrEmpty(subject))
            return null;
        return new CallerPrincipal(new(role, PseudonymOf(issuer, subject), [.. ClaimReader.Values(token, access.PharmacyClaim)])
        {
            Organisation = ClaimReader.Values(token, access.TenantClaim).FirstOrDefault(tenant => tenant.Length is > 0 and <= MostTenantCharacters),
            Territories = [.. ClaimReader.Values(token, access.TerritoryClaim)],
        });
    }

    /// <summary>The first 100 bits of SHA-256 over issuer and subject, in base 32.</summary>
    public static string PseudonymOf(string issuer, string subject) => $"p-{ShortHash($"{issuer}|{subject}", PseudonymCharacters)}";

    /// <summary>Base 32 (RFC 4648, lower case) of the beginning of a text's SHA-256; at most 51 characters.</summary>
    public static string ShortHash(string text, int characters)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return string.Create(characters, hash, static (span, hash) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var bit = i * 5;
                var pair = (hash[bit / 8] << 8) | (bit / 8 + 1 < hash.Length ? hash[(bit / 8) + 1] : 0);
                span[i] = Base32[(pair >> (11 - (bit % 8))) & 31];
            }
        });
    }
}

/// <summary>An authenticated user of which nothing but the caller is known.</summary>
internal sealed class CallerPrincipal(Caller caller) : ClaimsPrincipal(new ClaimsIdentity("bearer"))
{
    public Caller Caller => caller;
}

/// <summary>The caller of the request in hand.</summary>
public static class CallerOfRequest
{
    /// <summary>The policy of the route has made sure that there is one.</summary>
    public static Caller Caller(this HttpContext context) =>
        Access.Caller.Of(context.User) ?? throw new InvalidOperationException("This route is open to all: it has no caller.");
}
