using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MatchGrid.Api.Access;

/// <summary>
/// How a key is written: <c>mgk_OWNER.NUMBER.SECRET</c>, the owner in base64url, 256 random bits as the secret. The prefix lets scanners for
/// leaked secrets find it.
/// </summary>
/// <param name="Owner">The keyring: <c>pharmacy:ID</c> or <c>partner:ID</c>.</param>
/// <param name="Number">In the keyring.</param>
/// <param name="Secret">Never stored.</param>
public sealed record KeyText(string Owner, int Number, string Secret)
{
    public const string Prefix = "mgk_";

    private const int SecretBytes = 32;
    private const int MostCharacters = 512;

    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>A secret has 256 random bits: a plain hash cannot be turned round.</summary>
    public static string HashOf(string secret) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    /// <summary>Null for what is no key.</summary>
    public static KeyText? Read(string text)
    {
        if (text.Length > MostCharacters || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[Prefix.Length..].Split('.') is not [var owner, var number, var secret])
            return null;
        return Base64Url.IsValid(owner) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)
            ? new(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(owner)), parsed, secret)
            : null;
    }

    public override string ToString() => $"{Prefix}{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Owner))}.{Number}.{Secret}";
}
