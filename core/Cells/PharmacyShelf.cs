using System.Diagnostics.CodeAnalysis;
using MatchGrid.Identifiers;

namespace MatchGrid.Cells;

/// <summary>What a leaf has heard of one pharmacy's stock.</summary>
internal sealed class PharmacyShelf
{
    private readonly Dictionary<Sku, SkuPresence> lines = [];

    public MessageSequence Sequence { get; } = new();

    /// <summary>Null until the pharmacy's listing has come: what it has counts from then on.</summary>
    public ListedPharmacy? Listed { get; set; }

    /// <summary>When it was last told all its interests in its present epoch; null for not yet.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>Whether it may believe that somebody is interested.</summary>
    public bool IsToldOfSome { get; set; }

    /// <summary>Messages sent to it.</summary>
    public long Sent { get; set; }

    /// <summary>XOR over the stable hashes of the SKUs that are here.</summary>
    public ulong Digest { get; private set; }

    /// <summary>In SKU order.</summary>
    public IReadOnlyList<SkuPresence> InOrder => [.. lines.Values.OrderBy(line => line.Sku)];

    public bool TryGet(Sku sku, [MaybeNullWhen(false)] out SkuPresence line) => lines.TryGetValue(sku, out line);

    public bool Has(Sku sku) => lines.ContainsKey(sku);

    /// <summary>Takes a line; one without packs is not kept. Says what changed.</summary>
    public LineChange Set(SkuPresence line)
    {
        var had = lines.TryGetValue(line.Sku, out var before);
        if ((had && line.Position < before.Position) || (!had && line.Available <= 0))
            return LineChange.None;
        if (line.Available <= 0)
        {
            lines.Remove(line.Sku);
            Digest ^= TextHash.Of(line.Sku.Value);
            return LineChange.Vanished;
        }

        lines[line.Sku] = line;
        if (had)
            return before.Available == line.Available ? LineChange.None : LineChange.Quantity;
        Digest ^= TextHash.Of(line.Sku.Value);
        return LineChange.Appeared;
    }
}

/// <summary>What a message did to one line.</summary>
internal enum LineChange
{
    None,
    Quantity,
    Appeared,
    Vanished,
}
