using System.Security.Claims;
using Microsoft.Extensions.Caching.Memory;

namespace MatchGrid.Api.Access;

/// <summary>
/// Tokens whose signature was checked lately, as long as they are valid and five minutes at most: so long a key that its issuer withdraws goes on
/// to count. A pharmacy's till sends the same token a thousand times.
/// </summary>
internal sealed class KnownTokens(TimeProvider time)
{
    private const int Most = 20_000;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly MemoryCache tokens = new(new MemoryCacheOptions { SizeLimit = Most });

    public KnownToken? Find(string token) =>
        tokens.TryGetValue(token, out KnownToken? known) && time.GetUtcNow() < known!.Expires ? known : null;

    public void Keep(string token, ClaimsPrincipal user, DateTime validTo) => tokens.Set(
        token, new KnownToken(user, new(validTo, TimeSpan.Zero)), new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Longest });
}

internal sealed record KnownToken(ClaimsPrincipal User, DateTimeOffset Expires);
