using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using MatchGrid.Catalogue;
using MatchGrid.Identifiers;

namespace MatchGrid.Stock;

/// <summary>
/// The SKUs of an upload that came last: most lines repeat one, and then make no text. At most 4,096, a newer one taking the place of an older;
/// few for a short upload.
/// </summary>
internal sealed class SkuCache
{
    private const int FirstPlaces = 16;
    private const int MostPlaces = 4096;
    private const int MostBytes = 256;

    private (byte[] Written, Sku Sku)[] known = new (byte[], Sku)[FirstPlaces];
    private int misses;
    private string currency = "EUR";

    /// <summary>The SKU that is written so, in its one spelling.</summary>
    public bool TryFind(ReadOnlySpan<byte> written, out Sku sku, [NotNullWhen(false)] out string? error)
    {
        error = null;
        ref var place = ref known[Hash(written) % known.Length];
        if (place.Written is not null && written.SequenceEqual(place.Written))
        {
            sku = place.Sku;
            return true;
        }

        sku = default;
        if (!SkuSyntax.TryNormalise(written.Length <= MostBytes ? Encoding.UTF8.GetString(written) : "", out var canonical, out error)) return false;
        sku = Sku.Of(canonical);
        place = (written.ToArray(), sku);
        if (++misses >= known.Length && known.Length < MostPlaces) known = new (byte[], Sku)[MostPlaces]; // a long upload, of many
        return true;
    }

    public string Currency(ReadOnlySpan<byte> written)
    {
        if (currency[0] != written[0] || currency[1] != written[1] || currency[2] != written[2]) currency = Encoding.ASCII.GetString(written);
        return currency;
    }

    private static uint Hash(ReadOnlySpan<byte> bytes)
    {
        var hash = (ulong)bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = (hash ^ MemoryMarshal.Read<ulong>(bytes)) * 0x9E3779B97F4A7C15;
        foreach (var letter in bytes) hash = (hash ^ letter) * 0x9E3779B97F4A7C15;
        return (uint)(hash >> 32);
    }
}
