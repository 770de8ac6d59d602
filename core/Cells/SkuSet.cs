using System.Collections.Immutable;
using MatchGrid.Identifiers;

namespace MatchGrid.Cells;

/// <summary>SKUs with their digest: XOR over the stable hashes of their texts, 0 for none.</summary>
public sealed class SkuSet
{
    private readonly HashSet<Sku> skus = [];

    public ulong Digest { get; private set; }

    public int Count => skus.Count;

    /// <summary>In ordinal order.</summary>
    public ImmutableArray<Sku> InOrder => [.. skus.Order()];

    public bool Contains(Sku sku) => skus.Contains(sku);

    /// <summary>False when it was there.</summary>
    public bool Add(Sku sku)
    {
        if (!skus.Add(sku))
            return false;
        Digest ^= TextHash.Of(sku.Value);
        return true;
    }

    /// <summary>False when it was not there.</summary>
    public bool Remove(Sku sku)
    {
        if (!skus.Remove(sku))
            return false;
        Digest ^= TextHash.Of(sku.Value);
        return true;
    }
}
