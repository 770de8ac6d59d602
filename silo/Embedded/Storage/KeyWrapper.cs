using System.Security.Cryptography;
using System.Text;

namespace MatchGrid.Silo.Storage;

/// <summary>An operator's key, which wraps those of patients and partners with AES-256-GCM, each bound to its owner's name.</summary>
internal sealed class KeyWrapper(byte[] key) : IDisposable
{
    private const int IdBytes = 8;

    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;

    private readonly AesGcm cipher = new(key, TagBytes);

    /// <summary>Names the operator's key without showing it.</summary>
    public byte[] Id { get; } = SHA256.HashData(key)[..IdBytes];

    public byte[] Wrap(byte[] secret, string owner)
    {
        var wrapped = new byte[NonceBytes + TagBytes + secret.Length];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        cipher.Encrypt(wrapped.AsSpan(0, NonceBytes), secret, wrapped.AsSpan(NonceBytes + TagBytes), wrapped.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(owner));
        return wrapped;
    }

    /// <exception cref="CryptographicException">It was changed, or is another owner's.</exception>
    public byte[] Unwrap(byte[] wrapped, string owner)
    {
        var secret = new byte[wrapped.Length - NonceBytes - TagBytes];
        cipher.Decrypt(wrapped.AsSpan(0, NonceBytes), wrapped.AsSpan(NonceBytes + TagBytes), wrapped.AsSpan(NonceBytes, TagBytes), secret, Encoding.UTF8.GetBytes(owner));
        return secret;
    }

    public void Dispose() => cipher.Dispose();
}
