using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Cells;

/// <summary>An inner cell's knowledge: which SKUs are below each of its children.</summary>
public sealed class InnerBook : CellBook
{
    private readonly SortedDictionary<CellId, ChildLine> children = [];
    private readonly SortedSet<CellId> asked = [];

    public InnerBook(CellId cell, long epoch, CellState state, GridOptions options, ICellPost post, DateTimeOffset now)
        : base(cell, epoch, state, options, post, now)
    {
        foreach (var child in state.Children)
        {
            var line = new ChildLine();
            children.Add(child, line);
            Ask(child, line, now);
        }

        Settle(now);
    }

    protected override bool IsAsking => asked.Count > 0;

    /// <summary>A child has pharmacies below it. It will say by itself what they have.</summary>
    public void ChildEntered(DateTimeOffset now)
    {
        Occupy();
        Settle(now);
    }

    /// <summary>A child says what is below it.</summary>
    public void ChildPresence(ChildPresence message, DateTimeOffset now)
    {
        if (!CellDecider.IsChild(Cell, message.Child))
            return;
        if (!children.TryGetValue(message.Child, out var child))
            children.Add(message.Child, child = new());
        var epoch = child.Sequence.Epoch;
        var arrival = child.Sequence.Take(message.Epoch, message.Number, message.Whole);
        if (arrival == Arrival.Old)
            return;
        var isNew = child.Sequence.Epoch != epoch;
        child.IsTold &= !isNew;
        if (arrival != Arrival.OfEarlierEpoch)
            Apply(message, child, now);

        if (arrival == Arrival.Whole)
        {
            asked.Remove(message.Child);
            TellWhole(message.Child, child);
        }
        else if (arrival == Arrival.Gap && isNew && message.Number == 1)
        {
            // It has just begun and sends its whole by itself, once it knows; only if that is lost must it be asked.
            child.Sequence.Ask(now);
            asked.Add(message.Child);
        }
        else if (arrival != Arrival.Change || child.Skus.Digest != message.Digest)
        {
            Ask(message.Child, child, now);
        }

        if (!message.Whole && child.IsTold)
            Answer(message, child);
        Settle(now);
    }

    /// <summary>Children that have the SKU, nearest first.</summary>
    public IReadOnlyList<CellId> ChildrenWith(Sku sku, GeoPoint from) =>
    [
        .. children.Where(pair => pair.Value.Skus.Contains(sku)).Select(pair => pair.Key).OrderBy(child => child.MinDistanceMetres(from)).ThenBy(child => child),
    ];

    protected override void Show(IReadOnlyList<ShownInterests> changes)
    {
        foreach (var (cell, child) in children)
        {
            if (child.IsTold)
                Tell(cell, child, [.. changes.Select(change => change.Interests).Where(interests => child.Skus.Contains(interests.Sku))]);
        }
    }

    protected override DateTimeOffset ShowFromAboveAt(DateTimeOffset now) => now;

    protected override bool RepeatDown()
    {
        foreach (var child in asked)
            Post.AskChild(child);
        return false;
    }

    private void Apply(ChildPresence message, ChildLine child, DateTimeOffset now)
    {
        foreach (var sku in message.Here)
        {
            if (child.Skus.Add(sku))
                Add(sku);
        }

        var here = message.Whole ? message.Here.ToHashSet() : null;
        foreach (var sku in here is null ? message.Gone : [.. child.Skus.InOrder.Where(sku => !here.Contains(sku))])
        {
            if (!child.Skus.Remove(sku))
                continue;
            child.Tell(new(sku, []));
            Remove(sku, now);
        }
    }

    // A message without news compares digests, and is answered in kind.
    private void Answer(ChildPresence message, ChildLine child)
    {
        ImmutableArray<SkuInterests> interests =
            [.. message.Here.Order().Select(sku => new SkuInterests(sku, Shown(sku))).Where(interests => interests.Markets.Length > 0)];
        if (interests.Length > 0 || (message.Here.IsEmpty && message.Gone.IsEmpty))
            Send(message.Child, child, whole: false, interests);
    }

    private void TellWhole(CellId cell, ChildLine child)
    {
        child.IsTold = true;
        child.ForgetTold();
        Send(cell, child, whole: true, ShownTo(child.Skus.Contains));
    }

    private void Tell(CellId cell, ChildLine child, ImmutableArray<SkuInterests> interests)
    {
        if (interests.Length > 0)
            Send(cell, child, whole: false, interests);
    }

    private void Send(CellId cell, ChildLine child, bool whole, ImmutableArray<SkuInterests> interests)
    {
        foreach (var told in interests)
            child.Tell(told);
        Post.TellChild(cell, new(child.Sequence.Epoch, Epoch, ++child.Sent, whole, interests, child.ToldDigest));
    }

    private void Ask(CellId cell, ChildLine child, DateTimeOffset now)
    {
        if (child.Sequence.Ask(now) | asked.Add(cell))
            Post.AskChild(cell);
    }
}
