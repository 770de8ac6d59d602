using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MatchGrid.Api.Push;

/// <summary>Encrypts a message so that one browser alone can read it: RFC 8291 over RFC 8188 (<c>aes128gcm</c>), in one record.</summary>
public static class PushEncryption
{
    public const int SecretBytes = 16;
    public const int PointBytes = 65;

    private const int SaltBytes = 16;
    private const int RecordBytes = 4096;
    private const int TagBytes = 16;

    /// <param name="text">At most 3,993 bytes.</param>
    /// <param name="browserKey">The browser's public key: 65 bytes, an uncompressed point of P-256.</param>
    /// <param name="secret">The browser's authentication secret: 16 bytes.</param>
    public static byte[] Encrypt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> browserKey, ReadOnlySpan<byte> secret)
    {
        using var own = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return Encrypt(text, browserKey, secret, own, RandomNumberGenerator.GetBytes(SaltBytes));
    }

    internal static byte[] Encrypt(ReadOnlySpan<byte> text, ReadOnlySpan<byte> browserKey, ReadOnlySpan<byte> secret, ECDiffieHellman own, ReadOnlySpan<byte> salt)
    {
        using var browser = Import(browserKey);
        var ownKey = Point(own.ExportParameters(includePrivateParameters: false).Q);
        var shared = own.DeriveRawSecretAgreement(browser.PublicKey);
        byte[] about = [.. "WebPush: info\0"u8, .. browserKey, .. ownKey];
        Span<byte> input = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, input, secret, about);
        CryptographicOperations.ZeroMemory(shared);
        Span<byte> key = stackalloc byte[16];
        Span<byte> nonce = stackalloc byte[12];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, input, key, salt, "Content-Encoding: aes128gcm\0"u8);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, input, nonce, salt, "Content-Encoding: nonce\0"u8);

        var header = SaltBytes + sizeof(int) + 1 + PointBytes;
        var message = new byte[header + text.Length + 1 + TagBytes];
        salt.CopyTo(message);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(SaltBytes), RecordBytes);
        message[SaltBytes + sizeof(int)] = PointBytes;
        ownKey.CopyTo(message.AsSpan(SaltBytes + sizeof(int) + 1));
        byte[] padded = [.. text, 2]; // the last record
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(nonce, padded, message.AsSpan(header, padded.Length), message.AsSpan(header + padded.Length));
        return message;
    }

    /// <summary>Whether these bytes are a point of P-256.</summary>
    public static bool IsKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != PointBytes || key[0] != 4)
            return false;
        try
        {
            using var imported = Import(key);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    internal static byte[] Point(ECPoint point) => [4, .. point.X!, .. point.Y!];

    internal static byte[]? FromBase64Url(string? text)
    {
        if (text is null)
            return null;
        try
        {
            return System.Buffers.Text.Base64Url.DecodeFromChars(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    internal static string ToBase64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    internal static string ToBase64Url(string text) => ToBase64Url(Encoding.UTF8.GetBytes(text));

    private static ECDiffieHellman Import(ReadOnlySpan<byte> key) => ECDiffieHellman.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = key.Slice(1, 32).ToArray(), Y = key.Slice(33, 32).ToArray() },
    });
}
