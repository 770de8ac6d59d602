using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Cells;

/// <summary>Who wants to hear of SKUs in a cell: its own market for each, and those of the cells above it.</summary>
public sealed class CellInterests
{
    /// <summary>A first in line who waits longer or shorter by less than this does not change whom to tell first.</summary>
    private static readonly TimeSpan NoticeableWait = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Sku, MarketInterest> own = [];
    private readonly Dictionary<Sku, ImmutableArray<MarketInterest>> above = [];

    /// <summary>XOR over the stable hashes of the markets above.</summary>
    public ulong AboveDigest { get; private set; }

    /// <summary>This cell's own markets with open demand, in no order.</summary>
    public IReadOnlyDictionary<Sku, MarketInterest> Own => own;

    /// <summary>SKUs in which any market has an interest, in ordinal order.</summary>
    public IEnumerable<Sku> Skus => own.Keys.Union(above.Keys).Order();

    /// <summary>SKUs that have markets above, in ordinal order.</summary>
    public IEnumerable<Sku> SkusFromAbove => above.Keys.Order();

    /// <summary>The markets interested in a SKU, best rank first.</summary>
    public ImmutableArray<MarketInterest> For(Sku sku)
    {
        var others = above.GetValueOrDefault(sku, []);
        return own.TryGetValue(sku, out var mine) ? [.. others.Append(mine).OrderBy(interest => interest, ByRank.Instance)] : others;
    }

    /// <summary>Sets or (without a first in line) removes the interest of an own market.</summary>
    public void SetOwn(MarketInterest interest)
    {
        if (interest.First is null)
            own.Remove(interest.Market.Sku);
        else
            own[interest.Market.Sku] = interest;
    }

    /// <summary>Replaces the markets above for a SKU. False when there were none and are none.</summary>
    public bool SetAbove(SkuInterests interests)
    {
        var known = above.Remove(interests.Sku, out var before);
        if (known)
            AboveDigest ^= DigestOf(before);
        if (interests.Markets.IsDefaultOrEmpty)
            return known;
        above.Add(interests.Sku, interests.Markets);
        AboveDigest ^= DigestOf(interests.Markets);
        return true;
    }

    /// <summary>XOR over the stable hashes of markets.</summary>
    public static ulong DigestOf(ImmutableArray<MarketInterest> markets) =>
        markets.Aggregate(0UL, (digest, interest) => digest ^ TextHash.Of(interest.Market.Value));

    /// <summary>Whether those who know one list need not hear the other: the same activations of markets, at about the same ranks.</summary>
    public static bool Alike(ImmutableArray<MarketInterest> one, ImmutableArray<MarketInterest> other) =>
        one.Length == other.Length && one.Zip(other).All(pair => IsSame(pair.First, pair.Second) && Alike(pair.First.First, pair.Second.First));

    /// <summary>Whether two interests are of the same market, and that was not restarted in between: then it knows what it was told.</summary>
    public static bool IsSame(MarketInterest one, MarketInterest other) => one.Market == other.Market && one.Epoch == other.Epoch;

    private static bool Alike(Rank? one, Rank? other) =>
        one is { } a && other is { } b && a.Tier == b.Tier && a.Class == b.Class && a.NeededBy == b.NeededBy
        && (a.Since - b.Since).Duration() < NoticeableWait;

    private sealed class ByRank : IComparer<MarketInterest>
    {
        public static readonly ByRank Instance = new();

        public int Compare(MarketInterest? x, MarketInterest? y)
        {
            var order = Nullable.Compare(x!.First, y!.First);
            return order != 0 ? order : x.Market.CompareTo(y.Market);
        }
    }
}
