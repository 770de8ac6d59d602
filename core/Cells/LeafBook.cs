using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;

namespace MatchGrid.Cells;

/// <summary>A leaf's knowledge: what each of its pharmacies has, told to every market that is interested.</summary>
public sealed class LeafBook : CellBook
{
    /// <summary>The shortest time between two rounds in which pharmacies are told of interests from above.</summary>
    private static readonly TimeSpan ShowPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Lines that are told again in one go.</summary>
    private const int RepeatedAtOnce = 64;

    private readonly TimeSpan repeatAfter;
    private readonly SortedDictionary<PharmacyId, PharmacyShelf> shelves = [];
    private readonly SortedSet<PharmacyId> asked = [];
    private DateTimeOffset lastRoundFromAbove = DateTimeOffset.MinValue;
    private Queue<Sku> toRepeat = new();

    public LeafBook(CellId cell, long epoch, CellState state, GridOptions options, ICellPost post, DateTimeOffset now)
        : base(cell, epoch, state, options, post, now)
    {
        repeatAfter = options.DigestPeriod / 2;
        foreach (var (pharmacy, listed) in state.Pharmacies)
            List(pharmacy, listed, now);
        Settle(now);
    }

    protected override bool IsAsking => asked.Count > 0;

    /// <summary>A pharmacy stands here, or has moved within the leaf.</summary>
    public void PharmacyEntered(PharmacyId pharmacy, ListedPharmacy listed, DateTimeOffset now)
    {
        Occupy();
        List(pharmacy, listed, now);
        Settle(now);
    }

    /// <summary>A pharmacy stands here no longer.</summary>
    public void PharmacyLeft(PharmacyId pharmacy, DateTimeOffset now)
    {
        if (!shelves.Remove(pharmacy, out var shelf) || shelf.Listed is not { } listed)
            return;
        asked.Remove(pharmacy);
        foreach (var line in shelf.InOrder)
        {
            Remove(line.Sku, now);
            TellMarkets(pharmacy, listed, line with { Available = 0 });
        }

        Settle(now);
    }

    /// <summary>A pharmacy says what it has. Before its listing has come this is kept, but not used.</summary>
    public void PharmacyPresence(PharmacyPresence message, DateTimeOffset now)
    {
        if (!shelves.TryGetValue(message.Pharmacy, out var shelf))
            shelves.Add(message.Pharmacy, shelf = new());
        var epoch = shelf.Sequence.Epoch;
        var arrival = shelf.Sequence.Take(message.Epoch, message.Number, message.Whole);
        if (arrival == Arrival.Old)
            return;
        if (shelf.Sequence.Epoch != epoch)
            shelf.ToldAt = null;
        if (arrival != Arrival.OfEarlierEpoch)
            Apply(message, shelf, now);

        if (arrival == Arrival.Whole)
            asked.Remove(message.Pharmacy);
        else if (arrival != Arrival.Change || shelf.Digest != message.Digest)
            Ask(message.Pharmacy, shelf, now);

        // A pharmacy cannot notice what it was not told: now and then its message, if only to compare digests, is answered with everything.
        // One in which nobody is interested is left alone, so that it can go idle.
        if (arrival == Arrival.Whole || (shelf.IsToldOfSome && repeatAfter > TimeSpan.Zero && now - shelf.ToldAt >= repeatAfter))
            TellInterests(message.Pharmacy, shelf, now);

        Settle(now);
    }

    /// <summary>The nearest of the leaf's pharmacies that have the SKU.</summary>
    public SupplyPage Find(FindSupply query)
    {
        var search = new SupplySearch(query);
        foreach (var (pharmacy, shelf) in shelves)
        {
            if (shelf.Listed is { } listed && shelf.TryGet(query.Sku, out var line))
                search.Add(pharmacy, listed, line);
        }

        return search.ToPage();
    }

    protected override void Show(IReadOnlyList<ShownInterests> changes)
    {
        foreach (var (pharmacy, shelf) in shelves)
        {
            if (shelf.Listed is not { } listed)
                continue;
            var told = ImmutableArray.CreateBuilder<SkuInterests>();
            foreach (var change in changes)
            {
                if (!shelf.TryGet(change.Interests.Sku, out var line))
                    continue;
                foreach (var market in change.New)
                    Post.TellMarket(market.Market, SupplyOf(pharmacy, listed, line));
                told.Add(change.Interests);
            }

            if (shelf.ToldAt is not null && told.Count > 0)
                TellChanges(pharmacy, shelf, told.DrainToImmutable());
        }
    }

    protected override DateTimeOffset ShowFromAboveAt(DateTimeOffset now)
    {
        if (now - lastRoundFromAbove >= ShowPause)
            return lastRoundFromAbove = now;
        return lastRoundFromAbove + ShowPause;
    }

    protected override bool RepeatDown()
    {
        if (toRepeat.Count == 0)
        {
            foreach (var pharmacy in asked)
                Post.AskPharmacy(pharmacy);
            toRepeat = new(Interests.Skus);
        }

        for (var told = 0; told < RepeatedAtOnce && toRepeat.TryDequeue(out var sku);)
        {
            foreach (var (pharmacy, shelf) in shelves)
            {
                if (shelf.Listed is not { } listed || !shelf.TryGet(sku, out var line))
                    continue;
                TellMarkets(pharmacy, listed, line);
                told++;
            }
        }

        return toRepeat.Count > 0;
    }

    private void List(PharmacyId pharmacy, ListedPharmacy listed, DateTimeOffset now)
    {
        if (!shelves.TryGetValue(pharmacy, out var shelf))
            shelves.Add(pharmacy, shelf = new());
        var isNew = shelf.Listed is null;
        shelf.Listed = listed;
        foreach (var line in shelf.InOrder)
        {
            if (isNew)
                Add(line.Sku);
            TellMarkets(pharmacy, listed, line);
        }

        if (!shelf.Sequence.HasWhole || shelf.Sequence.IsAsked)
            Ask(pharmacy, shelf, now);
        else if (isNew)
            TellInterests(pharmacy, shelf, now);
    }

    private void Apply(PharmacyPresence message, PharmacyShelf shelf, DateTimeOffset now)
    {
        var appeared = ImmutableArray.CreateBuilder<SkuInterests>();
        foreach (var line in message.Changes)
        {
            if (Apply(message.Pharmacy, shelf, line, now) == LineChange.Appeared && Shown(line.Sku) is { Length: > 0 } markets)
                appeared.Add(new(line.Sku, markets));
        }

        if (message.Whole)
        {
            // A whole speaks of every SKU: what it leaves out is gone as of its own position.
            var named = message.Changes.Select(line => line.Sku).ToHashSet();
            var position = message.Changes.IsEmpty ? 0 : message.Changes.Max(line => line.Position);
            foreach (var line in shelf.InOrder.Where(line => !named.Contains(line.Sku)))
                Apply(message.Pharmacy, shelf, line with { Available = 0, Position = Math.Max(line.Position, position) }, now);
        }
        else if (shelf.ToldAt is not null && appeared.Count > 0)
        {
            TellChanges(message.Pharmacy, shelf, appeared.DrainToImmutable());
        }
    }

    private LineChange Apply(PharmacyId pharmacy, PharmacyShelf shelf, SkuPresence line, DateTimeOffset now)
    {
        var change = shelf.Set(line);
        if (change == LineChange.None || shelf.Listed is not { } listed)
            return change;
        if (change == LineChange.Appeared)
            Add(line.Sku);
        else if (change == LineChange.Vanished)
            Remove(line.Sku, now);
        TellMarkets(pharmacy, listed, line);
        return change;
    }

    private void TellMarkets(PharmacyId pharmacy, ListedPharmacy listed, SkuPresence line)
    {
        foreach (var interest in Interests.For(line.Sku))
            Post.TellMarket(interest.Market, SupplyOf(pharmacy, listed, line));
    }

    // A listed pharmacy alone is answered: one that has moved away listens to another leaf.
    private void TellInterests(PharmacyId pharmacy, PharmacyShelf shelf, DateTimeOffset now)
    {
        if (shelf.Listed is null)
            return;
        shelf.ToldAt = now;
        var interests = ShownTo(shelf.Has);
        shelf.IsToldOfSome = !interests.IsEmpty;
        Post.TellPharmacy(pharmacy, new(shelf.Sequence.Epoch, Epoch, ++shelf.Sent, Whole: true, interests));
    }

    private void TellChanges(PharmacyId pharmacy, PharmacyShelf shelf, ImmutableArray<SkuInterests> changes)
    {
        shelf.IsToldOfSome = true;
        Post.TellPharmacy(pharmacy, new(shelf.Sequence.Epoch, Epoch, ++shelf.Sent, Whole: false, changes));
    }

    private void Ask(PharmacyId pharmacy, PharmacyShelf shelf, DateTimeOffset now)
    {
        var mayAsk = shelf.Sequence.Ask(now);
        if (shelf.Listed is null)
            return;
        if (asked.Add(pharmacy) || mayAsk)
            Post.AskPharmacy(pharmacy);
    }

    private static Markets.SupplyChange SupplyOf(PharmacyId pharmacy, ListedPharmacy listed, SkuPresence line) =>
        new(pharmacy, listed.Place, listed.DeliveryMetres, line.Available, line.Position, Answer: false, line.Evidence);
}
