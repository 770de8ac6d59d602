using MatchGrid.Identifiers;

namespace MatchGrid.Cells;

/// <summary>What a cell has heard of one child, and told it.</summary>
internal sealed class ChildLine
{
    private readonly Dictionary<Sku, ulong> told = [];

    public MessageSequence Sequence { get; } = new();

    public SkuSet Skus { get; } = new();

    /// <summary>Whether it was told its interests in its present epoch.</summary>
    public bool IsTold { get; set; }

    /// <summary>Messages sent to it.</summary>
    public long Sent { get; set; }

    /// <summary>XOR over the stable hashes of the markets it knows, if nothing was lost.</summary>
    public ulong ToldDigest { get; private set; }

    /// <summary>Keeps account of what it is told.</summary>
    public void Tell(SkuInterests interests)
    {
        if (told.Remove(interests.Sku, out var before))
            ToldDigest ^= before;
        if (interests.Markets.IsEmpty)
            return;
        var digest = CellInterests.DigestOf(interests.Markets);
        told.Add(interests.Sku, digest);
        ToldDigest ^= digest;
    }

    public void ForgetTold()
    {
        told.Clear();
        ToldDigest = 0;
    }
}
