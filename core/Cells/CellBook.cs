using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;

namespace MatchGrid.Cells;

/// <summary>
/// What a cell knows of presence and interest while it is active: presence goes up, interests go down. Rebuilt from those below and above.
/// </summary>
/// <remarks>Every edge numbers its messages and compares digests, so that whatever is lost is noticed and asked for again.</remarks>
public abstract class CellBook
{
    /// <summary>How long a query waits for what those below have, counted from the activation.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    /// <summary>How long a new interest stays here before it goes down: demand that a first look satisfies never does.</summary>
    public static readonly TimeSpan NewInterestAfter = TimeSpan.FromMilliseconds(100);

    /// <summary>How long withdrawn interests and changed ranks are gathered before they go down.</summary>
    public static readonly TimeSpan ChangedInterestAfter = TimeSpan.FromSeconds(1);

    /// <summary>Between two parts of what is repeated: a cell with hundreds of pharmacies holds nobody up with it.</summary>
    public static readonly TimeSpan RepeatPause = TimeSpan.FromMilliseconds(20);

    private readonly GridOptions options;
    private readonly DateTimeOffset readyBy;
    private readonly Dictionary<Sku, int> below = [];
    private readonly UpwardPresence up;
    private readonly MessageSequence fromParent = new();
    private readonly List<Sku> appeared = [];

    // What those below are told. It follows the interests, a little later: whatever differs is in toShow.
    private readonly SortedDictionary<Sku, ImmutableArray<MarketInterest>> shown = [];
    private readonly SortedSet<Sku> toShow = [];
    private bool occupied;
    private long upNumber;
    private bool wholeSent;
    private bool wholeTaken;
    private bool upUnverified;
    private DateTimeOffset? showAt;
    private DateTimeOffset? digestAt;
    private DateTimeOffset? repeatAt;
    private bool compared;

    protected CellBook(CellId cell, long epoch, CellState state, GridOptions options, ICellPost post, DateTimeOffset now)
    {
        (Cell, Epoch, Post, this.options, readyBy, occupied) = (cell, epoch, post, options, now + AnswerWithin, state.Occupied);
        up = new(options.LastPresenceDelay);
        foreach (var (sku, recorded) in state.Markets)
        {
            if (recorded.First is null)
                continue;
            Interests.SetOwn(new(new(sku, cell), recorded.First, Open: 0, Quantity: 0, recorded.Position));
            shown.Add(sku, Interests.For(sku));
        }
    }

    /// <summary>Whether all who are below have said what they have, or were given long enough to.</summary>
    public bool IsReady { get; private set; }

    /// <summary>When <see cref="Tick"/> is next due; null for never, as long as nothing comes in.</summary>
    public DateTimeOffset? NextDue => Earliest(Earliest(up.NextDue, showAt), Earliest(Earliest(IsReady ? null : readyBy, digestAt), repeatAt));

    /// <summary>This activation of the cell.</summary>
    protected long Epoch { get; }

    protected CellId Cell { get; }

    protected ICellPost Post { get; }

    protected CellInterests Interests { get; } = new();

    /// <summary>Whether somebody below has been asked for a whole and has not answered.</summary>
    protected abstract bool IsAsking { get; }

    /// <summary>Whether a SKU is somewhere below.</summary>
    public bool Has(Sku sku) => below.ContainsKey(sku);

    /// <summary>Demand of the cell's own markets that have spoken in this activation, largest quantity first.</summary>
    public ImmutableArray<DemandFigure> Demand(int most) =>
    [
        .. Interests.Own.Values
            .Where(interest => interest.Open > 0)
            .OrderByDescending(interest => interest.Quantity)
            .ThenBy(interest => interest.Market.Sku)
            .Take(most)
            .Select(interest => new DemandFigure(interest.Market.Sku, interest.Open, interest.Quantity)),
    ];

    /// <summary>Whether the market has said something newer.</summary>
    public bool IsOlder(MarketInterest interest) =>
        Interests.Own.TryGetValue(interest.Market.Sku, out var known) && interest.Position < known.Position;

    /// <summary>An own market's interest, no older than what it said before; without a first in line it is withdrawn.</summary>
    public void SetInterest(MarketInterest interest, DateTimeOffset now)
    {
        var sku = interest.Market.Sku;
        Interests.SetOwn(interest);
        var before = Shown(sku);
        if (interest.First is not null && !before.Any(other => CellInterests.IsSame(other, interest)))
            ShowLater(sku, now + NewInterestAfter);
        else if (!CellInterests.Alike(before, Interests.For(sku)))
            ShowLater(sku, now + ChangedInterestAfter);
    }

    /// <summary>The parent says who is interested above.</summary>
    public void InterestsFromAbove(AboveInterests message, DateTimeOffset now)
    {
        if (message.Epoch != Epoch)
            return;
        var arrival = fromParent.Take(message.ParentEpoch, message.Number, message.Whole);
        if (arrival == Arrival.Old)
            return;
        upUnverified = false;
        if (arrival != Arrival.OfEarlierEpoch)
        {
            wholeTaken |= message.Whole;
            if (message.Whole)
            {
                var named = message.Skus.Select(interests => interests.Sku).ToHashSet();
                foreach (var sku in Interests.SkusFromAbove.Where(sku => !named.Contains(sku)).ToList())
                    SetAbove(new(sku, []), now);
            }

            foreach (var interests in message.Skus.Where(interests => up.Told.Contains(interests.Sku)))
                SetAbove(interests, now);
        }

        if (arrival is Arrival.OfEarlierEpoch or Arrival.Gap || Interests.AboveDigest != message.Digest)
            SendWholeAgain(now);
        ShowIfDue(now);
        Settle(now);
    }

    /// <summary>The parent wants to hear everything.</summary>
    public void PresenceAsked(DateTimeOffset now)
    {
        if (IsReady)
            SendWhole();
        Settle(now);
    }

    /// <summary>Does what is due.</summary>
    public void Tick(DateTimeOffset now)
    {
        var gone = up.TakeGone(now);
        foreach (var sku in gone)
        {
            // Nobody is left below who would have to hear of it.
            Interests.SetAbove(new(sku, []));
            SetShown(sku, Interests.For(sku));
        }

        if (gone.Length > 0)
            SendUp(whole: false, [], gone);
        ShowIfDue(now);
        if (digestAt <= now)
        {
            digestAt = null;
            compared = true;
            Compare();
            repeatAt = now;
        }

        if (repeatAt <= now)
            repeatAt = RepeatDown() ? now + RepeatPause : null;

        Settle(now);
    }

    /// <summary>Somebody below has a SKU that it did not have.</summary>
    protected void Add(Sku sku)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(below, sku, out _);
        if (++count == 1 && up.Appeared(sku))
            appeared.Add(sku);
    }

    /// <summary>Somebody below has a SKU no longer.</summary>
    protected void Remove(Sku sku, DateTimeOffset now)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrNullRef(below, sku);
        if (--count > 0)
            return;
        below.Remove(sku);
        up.Vanished(sku, now);
    }

    /// <summary>Somebody is below for the first time.</summary>
    protected void Occupy() => occupied = true;

    /// <summary>Ends every step: what it changed is told upwards, and the clock is set.</summary>
    protected void Settle(DateTimeOffset now)
    {
        if (!IsReady && (!IsAsking || now >= readyBy))
            IsReady = true;
        if (IsReady && occupied && !wholeSent)
            SendWhole();
        else if (appeared.Count > 0)
            SendUp(whole: false, [.. appeared.Order()], []);
        appeared.Clear();
        if (options.DigestPeriod > TimeSpan.Zero && (up.Told.Count > 0 || upUnverified || IsAsking || (wholeSent && !wholeTaken)))
            digestAt ??= now + (compared ? options.DigestPeriod : options.DigestPeriod * TextHash.Phase(Cell.ToString()));
    }

    /// <summary>Who is interested in a SKU, as those below are to know.</summary>
    protected ImmutableArray<MarketInterest> Shown(Sku sku) => shown.GetValueOrDefault(sku, []);

    /// <summary>The same for all SKUs that one of them has, in ordinal order.</summary>
    protected ImmutableArray<SkuInterests> ShownTo(Func<Sku, bool> has) =>
        [.. shown.Where(pair => has(pair.Key)).Select(pair => new SkuInterests(pair.Key, pair.Value))];

    /// <summary>Tells those below who is interested now, and who was not before.</summary>
    protected abstract void Show(IReadOnlyList<ShownInterests> changes);

    /// <summary>When interests that just came from above, and follow others, are to go down. The first in a SKU goes at once.</summary>
    protected abstract DateTimeOffset ShowFromAboveAt(DateTimeOffset now);

    /// <summary>Asks again where an answer is missing, and repeats what nobody would miss if it was lost. True when there is more, for a little later.</summary>
    protected abstract bool RepeatDown();

    private static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private void SetAbove(SkuInterests interests, DateTimeOffset now)
    {
        if (Interests.SetAbove(interests))
            ShowLater(interests.Sku, Shown(interests.Sku).IsEmpty ? now : ShowFromAboveAt(now)); // stock may just have appeared, and somebody waits for it
    }

    private void ShowLater(Sku sku, DateTimeOffset at)
    {
        if (!Has(sku))
        {
            // Nobody below to tell: whoever comes to have it hears at once.
            SetShown(sku, Interests.For(sku));
            return;
        }

        toShow.Add(sku);
        showAt = Earliest(showAt, at);
    }

    private void ShowIfDue(DateTimeOffset now)
    {
        if (showAt is null || now < showAt)
            return;
        showAt = null;
        var changes = new List<ShownInterests>();
        foreach (var sku in toShow)
        {
            var current = Interests.For(sku);
            var before = Shown(sku);
            if (CellInterests.Alike(before, current))
                continue;
            SetShown(sku, current);
            changes.Add(new(new(sku, current), [.. current.Where(interest => !before.Any(other => CellInterests.IsSame(other, interest)))]));
        }

        toShow.Clear();
        if (changes.Count > 0)
            Show(changes);
    }

    private void SetShown(Sku sku, ImmutableArray<MarketInterest> markets)
    {
        if (markets.IsEmpty)
            shown.Remove(sku);
        else
            shown[sku] = markets;
    }

    private void Compare()
    {
        // The parent answers a whole with a whole: one that was not answered was lost, or its answer was.
        if (wholeSent && !wholeTaken)
            SendWhole();
        else if (up.Told.Count > 0 || upUnverified)
            SendUp(whole: false, [], []);
    }

    private void SendWholeAgain(DateTimeOffset now)
    {
        if (IsReady && fromParent.Ask(now))
            SendWhole();
    }

    private void SendWhole()
    {
        wholeSent = true;
        wholeTaken = Cell.Level == 0;
        SendUp(whole: true, up.Told.InOrder, []);
    }

    private void SendUp(bool whole, ImmutableArray<Sku> here, ImmutableArray<Sku> gone)
    {
        if (Cell.Level == 0)
            return;
        upUnverified = true;
        Post.TellParent(new(Cell, Epoch, ++upNumber, whole, here, gone, up.Told.Digest));
    }
}
