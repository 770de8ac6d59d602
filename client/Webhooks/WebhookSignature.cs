using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MatchGrid.Client.Webhooks;

/// <summary>For whoever receives webhooks: whether a delivery is the server's own, unchanged and new (Standard Webhooks 1.0).</summary>
public static class WebhookSignature
{
    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    /// <summary>A delivery older, or farther ahead, than this is none.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <param name="secret">As it was shown when the webhook was made: <c>whsec_…</c>.</param>
    /// <param name="id">Header <c>webhook-id</c>: whoever has seen it skips the delivery.</param>
    /// <param name="timestamp">Header <c>webhook-timestamp</c>.</param>
    /// <param name="signatures">Header <c>webhook-signature</c>: one or several, apart by spaces.</param>
    /// <param name="body">As it came, byte by byte.</param>
    /// <param name="now">The receiver's clock.</param>
    public static bool IsValid(string secret, string id, string timestamp, string signatures, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds)
            return false;
        var key = Convert.FromBase64String(secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret);
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body], expected);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var one in signatures.Split(' '))
        {
            if (one.StartsWith(Version, StringComparison.Ordinal) && Convert.TryFromBase64String(one[Version.Length..], given, out var length)
                && CryptographicOperations.FixedTimeEquals(given[..length], expected))
                return true;
        }

        return false;
    }
}
