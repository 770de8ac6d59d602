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

    public PatientId Patient => new(Pseudonym);

    public bool MaySpeakFor(string pharmacy) => Role == Roles.Admin || (Role == Roles.Pharmacy && Pharmacies.Contains(pharmacy));

    /// <summary>Null for somebody without a valid token of a known role.</summary>
    public static Caller? Of(ClaimsPrincipal? user) => (user as CallerPrincipal)?.Caller;

    /// <summary>What is kept of a validated token: a known role, the pseudonym, the pharmacies. Nothing else that the issuer said.</summary>
    public static ClaimsPrincipal? Keep(ClaimsPrincipal token, string roleClaim, string pharmacyClaim)
    {
        var role = token.FindAll(roleClaim).Select(claim => claim.Value).FirstOrDefault(Roles.All.Contains);
        var (issuer, subject) = (token.FindFirstValue("iss"), token.FindFirstValue("sub"));
        if (role is null || string.IsNullOrEmpty(issuer) || string.IsNullOrEmpty(subject))
            return null;
        return new CallerPrincipal(new(role, PseudonymOf(issuer, subject), [.. token.FindAll(pharmacyClaim).Select(claim => claim.Value)]));
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
