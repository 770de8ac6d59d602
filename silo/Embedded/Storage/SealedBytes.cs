using System.Security.Cryptography;

namespace MatchGrid.Silo.Storage;

/// <summary>How a row or snapshot is sealed with AES-256-GCM: a mark, the id of its key, nonce, tag, and what is encrypted.</summary>
internal static class SealedBytes
{
    private const byte Mark = 1; // no JSON begins with it
    private const int IdBytes = 16;

    private static readonly int NonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagBytes = AesGcm.TagByteSizes.MaxSize;
    private static readonly int HeadBytes = 1 + IdBytes + NonceBytes + TagBytes;

    /// <summary>The key that bytes are sealed under; null for such as were never sealed.</summary>
    public static Guid? KeyOf(ReadOnlyMemory<byte> stored) => !stored.IsEmpty && stored.Span[0] == Mark ? new(stored.Span.Slice(1, IdBytes)) : null;

    public static ReadOnlyMemory<byte> Seal(Guid key, byte[] secret, ReadOnlyMemory<byte> bytes)
    {
        var stored = new byte[HeadBytes + bytes.Length];
        stored[0] = Mark;
        key.TryWriteBytes(stored.AsSpan(1));
        var nonce = stored.AsSpan(1 + IdBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(secret, TagBytes);
        cipher.Encrypt(nonce, bytes.Span, stored.AsSpan(HeadBytes), stored.AsSpan(1 + IdBytes + NonceBytes, TagBytes));
        return stored;
    }

    /// <exception cref="CryptographicException">They were changed.</exception>
    public static ReadOnlyMemory<byte> Open(byte[] secret, ReadOnlyMemory<byte> stored)
    {
        var bytes = new byte[stored.Length - HeadBytes];
        using var cipher = new AesGcm(secret, TagBytes);
        cipher.Decrypt(stored.Span.Slice(1 + IdBytes, NonceBytes), stored.Span[HeadBytes..], stored.Span.Slice(1 + IdBytes + NonceBytes, TagBytes), bytes);
        return bytes;
    }
}
