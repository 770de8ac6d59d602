using System.Collections.Immutable;
using MatchGrid.Identifiers;

namespace MatchGrid.Cells;

/// <summary>Which SKUs a cell's parent is to believe below it: from the first at once, until some time after the last.</summary>
/// <param name="lastDelay">How long a SKU must be gone before the parent hears; what comes back sooner stays a matter of this cell.</param>
public sealed class UpwardPresence(TimeSpan lastDelay)
{
    private readonly Dictionary<Sku, DateTimeOffset> leaving = [];
    private readonly SortedSet<(DateTimeOffset At, Sku Sku)> byTime = [];

    /// <summary>What the parent was told is here.</summary>
    public SkuSet Told { get; } = new();

    /// <summary>When the next SKU is to be told gone; null for none.</summary>
    public DateTimeOffset? NextDue => byTime.Count == 0 ? null : byTime.Min.At;

    /// <summary>The first of a SKU is here. True when the parent is to hear.</summary>
    public bool Appeared(Sku sku)
    {
        if (leaving.Remove(sku, out var at))
            byTime.Remove((at, sku));
        return Told.Add(sku);
    }

    /// <summary>The last of a SKU is gone.</summary>
    public void Vanished(Sku sku, DateTimeOffset now)
    {
        if (!Told.Contains(sku) || !leaving.TryAdd(sku, now + lastDelay))
            return;
        byTime.Add((now + lastDelay, sku));
    }

    /// <summary>Takes what has been gone for long enough; the parent is to hear.</summary>
    public ImmutableArray<Sku> TakeGone(DateTimeOffset now)
    {
        var gone = ImmutableArray.CreateBuilder<Sku>();
        while (byTime.Count > 0 && byTime.Min.At <= now)
        {
            var next = byTime.Min;
            byTime.Remove(next);
            leaving.Remove(next.Sku);
            Told.Remove(next.Sku);
            gone.Add(next.Sku);
        }

        return gone.DrainToImmutable();
    }
}
