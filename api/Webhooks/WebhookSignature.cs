using System.Security.Cryptography;
using System.Text;

namespace MatchGrid.Api.Webhooks;

/// <summary>Standard Webhooks 1.0, symmetric: HMAC-SHA-256 over <c>id.timestamp.body</c>, one for each secret that counts.</summary>
public static class WebhookSignature
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32;
    private const int LeastSecretBytes = 24;
    private const int MostSecretBytes = 64;

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Whether a text is a secret: <c>whsec_</c> and 24 to 64 bytes in base64.</summary>
    public static bool IsSecret(string text)
    {
        Span<byte> bytes = stackalloc byte[MostSecretBytes + 3];
        return text.StartsWith(Prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length)
            && length is >= LeastSecretBytes and <= MostSecretBytes;
    }

    /// <summary>The value of the header <c>webhook-signature</c>.</summary>
    public static string Sign(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes($"{id}.{timestamp}.");
        var content = new byte[head.Length + body.Length];
        head.CopyTo(content, 0);
        body.CopyTo(content.AsSpan(head.Length));
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), content))}"));
    }
}
