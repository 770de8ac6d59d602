using System.Collections.Immutable;
using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Pharmacies;

/// <summary>
/// What a pharmacy passes on of its stock, all of it soft: to its leaf which SKUs it has at all, and to the markets that asked
/// every change of their SKU, best rank first.
/// </summary>
internal sealed class SupplyTeller(PharmacyGrain pharmacy)
{
    /// <summary>Flips of SKUs whose markets hear directly wait this long for the leaf: a pack that is matched at once never flips.</summary>
    private static readonly TimeSpan FlipDelay = TimeSpan.FromMilliseconds(50);

    /// <summary>Until the leaf has answered, the whole presence is told again this often.</summary>
    private static readonly TimeSpan Unanswered = TimeSpan.FromSeconds(1);

    // What the leaf was told last: the packs that could be held then, and what that rests on. Absent means none.
    private readonly SortedDictionary<Sku, (int Available, StockEvidence Evidence)> present = [];
    private readonly SortedDictionary<Sku, ImmutableArray<MarketInterest>> interests = [];
    private readonly SortedSet<Sku> lateFlips = [];

    // SKUs of which markets heard directly since the leaf was last told: any of it may have been lost.
    private readonly SortedSet<Sku> toldDirectly = [];
    private readonly SortedDictionary<Sku, Round> rounds = [];
    private long epoch;
    private long number;
    private ulong digest;
    private bool leafKnows;
    private bool comparing;
    private (long Epoch, long Number) lastInterests;
    private IGrainTimer? flipTimer;
    private IGrainTimer? roundTimer;
    private IGrainTimer? leafTimer;
    private readonly FigureTeller figures = new(pharmacy);

    public void Start()
    {
        // A leaf numbers what it says by its own epochs: after a move, another one answers a new epoch of this pharmacy.
        epoch = pharmacy.NewEpoch();
        (leafKnows, comparing, lastInterests) = (false, false, default);
        interests.Clear();
        leafTimer?.Change(Unanswered, Unanswered);
        if (pharmacy.Current.Profile is not null)
            TellWhole();
    }

    /// <summary>Whether a market waits for a SKU, as far as the leaf has said.</summary>
    public bool IsWanted(Sku sku) => interests.ContainsKey(sku);

    /// <summary>Everything that is there, to the leaf; it answers with the interests.</summary>
    public void TellWhole()
    {
        if (pharmacy.Current.Profile is null)
            return;
        present.Clear();
        digest = 0;
        var record = pharmacy.Record;
        foreach (var line in pharmacy.Current.LinesInOrder)
        {
            if (pharmacy.Current.AvailableOf(line.Sku) is > 0 and var available)
                Keep(line.Sku, available, line.EvidenceWith(record));
        }

        lateFlips.Clear();
        Send(whole: true, [.. present.Select(pair => new SkuPresence(pair.Key, pair.Value.Available, pharmacy.Position, pair.Value.Evidence))]);
        leafTimer ??= pharmacy.RegisterGrainTimer(LookAtLeafAsync, new() { DueTime = Unanswered, Period = Unanswered, Interleave = true });
    }

    /// <summary>The leaf asks for everything. What it was told and has not answered yet is on its way, or told again within a second.</summary>
    public void Asked()
    {
        if (leafKnows || leafTimer is null)
            TellWhole();
    }

    /// <summary>After a commit: passes on what it changed.</summary>
    public void Changed(IReadOnlyList<PharmacyEvent> events)
    {
        SortedSet<Sku>? touched = null;
        foreach (var change in events)
        {
            switch (change)
            {
                case StockReported reported:
                    foreach (var line in reported.Changes)
                        (touched ??= []).Add(line.Sku);
                    break;
                case HoldPlaced placed:
                    (touched ??= []).Add(placed.Sku);
                    break;
                case FloorSet floor:
                    (touched ??= []).Add(floor.Sku);
                    break;
                case SuspensionSet suspension:
                    (touched ??= []).Add(suspension.Sku);
                    break;
                case HoldClosed closed:
                    (touched ??= []).Add(closed.Sku);
                    break;
                case SourceGapSeen or PauseSet:
                    (touched ??= []).UnionWith(pharmacy.Current.Lines.Keys);
                    break;
                case PharmacyRegistered:
                    Start();
                    break;
            }
        }

        if (touched is not null)
            Pass(touched);
        figures.Changed(touched);
    }

    /// <summary>A region wants to hear.</summary>
    public void Asked(RegionId region) => figures.Asked(region);

    public void Interests(LeafInterests told)
    {
        if (told.Epoch != epoch || (told.LeafEpoch, told.Number).CompareTo(lastInterests) <= 0)
            return;
        lastInterests = (told.LeafEpoch, told.Number);
        if (told.Whole)
        {
            var named = told.Skus.Select(interest => interest.Sku).ToHashSet();
            foreach (var sku in interests.Keys.Where(sku => !named.Contains(sku)).ToList())
                interests.Remove(sku);
            leafKnows = true;
        }

        foreach (var (sku, markets) in told.Skus)
        {
            var before = interests.GetValueOrDefault(sku, []);
            if (markets.IsDefaultOrEmpty)
                interests.Remove(sku);
            else
                interests[sku] = markets.Sort(static (a, b) => Nullable.Compare(a.First, b.First));
            TellDrift(sku, markets.RemoveAll(market => before.Any(known => CellInterests.IsSame(known, market))));
        }
    }

    // Between two flips the leaf does not hear of quantities: what it told a new market may be old.
    private void TellDrift(Sku sku, ImmutableArray<MarketInterest> newMarkets)
    {
        var available = pharmacy.Current.AvailableOf(sku);
        if (available == present.GetValueOrDefault(sku).Available)
            return;
        foreach (var interest in newMarkets)
            Supply(interest.Market, available, answer: false);
    }

    /// <summary>A market is done with a change: the next one's turn.</summary>
    public void Heard(MarketId market, long position)
    {
        if (rounds.TryGetValue(market.Sku, out var round) && round.Current.Market == market && position >= round.Position)
            Next(market.Sku, round);
    }

    private void Pass(SortedSet<Sku> touched)
    {
        List<SkuPresence>? flips = null;
        var record = pharmacy.Record;
        foreach (var sku in touched)
        {
            var available = pharmacy.Current.AvailableOf(sku);
            var evidence = EvidenceOf(sku, available, record);
            var (before, rested) = present.GetValueOrDefault(sku);
            var heard = interests.TryGetValue(sku, out var markets);
            if (heard)
                Tell(sku, markets, available);
            if ((available == before || (leafKnows && available > 0 == before > 0)) && !evidence.IsNewsAfter(rested))
                continue;
            if (heard && leafKnows)
            {
                lateFlips.Add(sku);
                continue;
            }

            Keep(sku, available, evidence);
            (flips ??= []).Add(new(sku, available, pharmacy.Position, evidence));
        }

        if (flips is not null)
            Send(whole: false, [.. flips]);
        if (lateFlips.Count > 0)
            flipTimer ??= pharmacy.RegisterGrainTimer(SendLateFlipsAsync, new() { DueTime = FlipDelay, Period = Timeout.InfiniteTimeSpan, Interleave = true });
    }

    private Task SendLateFlipsAsync(CancellationToken cancellationToken)
    {
        flipTimer?.Dispose();
        flipTimer = null;
        var flips = ImmutableArray.CreateBuilder<SkuPresence>();
        var record = pharmacy.Record;
        foreach (var sku in lateFlips)
        {
            var available = pharmacy.Current.AvailableOf(sku);
            var evidence = EvidenceOf(sku, available, record);
            var (before, rested) = present.GetValueOrDefault(sku);
            if (available > 0 == before > 0 && !evidence.IsNewsAfter(rested))
                continue;
            Keep(sku, available, evidence);
            flips.Add(new(sku, available, pharmacy.Position, evidence));
        }

        lateFlips.Clear();
        if (flips.Count > 0)
            Send(whole: false, flips.ToImmutable());
        return Task.CompletedTask;
    }

    private void Tell(Sku sku, ImmutableArray<MarketInterest> markets, int available)
    {
        toldDirectly.Add(sku);
        if (available == 0 || markets.Length == 1)
        {
            // Nothing to contend for.
            rounds.Remove(sku);
            foreach (var interest in markets)
                Supply(interest.Market, available, answer: false);
            return;
        }

        rounds[sku] = new(markets, 0, pharmacy.Position);
        Supply(markets[0].Market, available, answer: true);
        roundTimer ??= pharmacy.RegisterGrainTimer(
            GoRoundAsync, new() { DueTime = pharmacy.Policy.NextMarketAfter, Period = pharmacy.Policy.NextMarketAfter, Interleave = true });
    }

    private void Next(Sku sku, Round round)
    {
        var next = round.Index + 1;
        if (next >= round.Markets.Length)
        {
            rounds.Remove(sku);
            return;
        }

        rounds[sku] = round with { Index = next, Position = pharmacy.Position };
        Supply(round.Markets[next].Market, pharmacy.Current.AvailableOf(sku), answer: true);
    }

    private Task GoRoundAsync(CancellationToken cancellationToken)
    {
        foreach (var (sku, round) in rounds.ToList())
            Next(sku, round);
        if (rounds.Count == 0)
        {
            roundTimer?.Dispose();
            roundTimer = null;
        }

        return Task.CompletedTask;
    }

    private void Supply(MarketId market, int available, bool answer)
    {
        var profile = pharmacy.Current.Profile!;
        var change = new SupplyChange(
            profile.Id, profile.Place, profile.DeliveryMetres, available, pharmacy.Position, answer, EvidenceOf(market.Sku, available, pharmacy.Record));
        if (pharmacy.IsTold)
            Post(market, change);
        else
            pharmacy.WhenTold(() => Post(market, change));
    }

    private void Post(MarketId market, SupplyChange change) => pharmacy.Grains.GetGrain<IMarketGrain>(market.Value).SupplyAsync(change).Unawaited();

    private Task LookAtLeafAsync(CancellationToken cancellationToken)
    {
        if (!leafKnows)
        {
            TellWhole();
            return Task.CompletedTask;
        }

        var period = pharmacy.Policy.DigestPeriod;
        if (period == TimeSpan.Zero)
        {
            leafTimer?.Dispose();
            leafTimer = null;
            return Task.CompletedTask;
        }

        if (comparing)
        {
            SendDrift();
            return Task.CompletedTask;
        }

        // Each at its own time: pharmacies that were imported together would all speak at once.
        comparing = true;
        leafTimer?.Change(period * TextHash.Phase(pharmacy.Id.Value), period);
        return Task.CompletedTask;
    }

    // Compares digests. A change that was lost on its way to a market is told once more, through the leaf.
    private void SendDrift()
    {
        var drift = ImmutableArray.CreateBuilder<SkuPresence>();
        var record = pharmacy.Record;
        foreach (var sku in interests.Keys)
        {
            var available = pharmacy.Current.AvailableOf(sku);
            if (available == present.GetValueOrDefault(sku).Available && !toldDirectly.Contains(sku))
                continue;
            var evidence = EvidenceOf(sku, available, record);
            Keep(sku, available, evidence);
            drift.Add(new(sku, available, pharmacy.Position, evidence));
        }

        toldDirectly.Clear();
        Send(whole: false, drift.DrainToImmutable());
    }

    // What is not there rests on nothing.
    private StockEvidence EvidenceOf(Sku sku, int available, double record) =>
        available > 0 ? pharmacy.Current.LineOf(sku).EvidenceWith(record) : default;

    private void Keep(Sku sku, int available, StockEvidence evidence)
    {
        var was = present.ContainsKey(sku);
        if (available > 0)
            present[sku] = (available, evidence);
        else
            present.Remove(sku);
        if (was != available > 0)
            digest ^= TextHash.Of(sku.Value);
    }

    private void Send(bool whole, ImmutableArray<SkuPresence> changes)
    {
        var leaf = CellId.FromPoint(pharmacy.Current.Profile!.Place, CellId.LeafLevel);
        var presence = new PharmacyPresence(pharmacy.Id, epoch, ++number, whole, changes, digest);
        pharmacy.WhenTold(() => pharmacy.Grains.GetGrain<ICellGrain>(leaf.ToString()).PharmacyPresenceAsync(presence).Unawaited());
    }

    /// <summary>The markets of one SKU are being told one after the other.</summary>
    private sealed record Round(ImmutableArray<MarketInterest> Markets, int Index, long Position)
    {
        public MarketInterest Current => Markets[Index];
    }
}
