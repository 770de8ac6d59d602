using System.Collections.Immutable;
using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using Orleans;

namespace MatchGrid.Tests.Cells;

/// <summary>A pharmacy as its leaf sees it: presence by epoch and number, every change until it is answered, flips from then on.</summary>
public sealed class TestPharmacyGrain(Town town, JournalServices services) : Grain, IPharmacyGrain, IStockroom
{
    private readonly SortedDictionary<Sku, int> told = [];
    private long epoch;
    private long number;
    private bool leafKnows;
    private (long Epoch, long Number) lastInterests;

    private PharmacyId Id => new(this.GetPrimaryKeyString());

    private Premises Premises => town[Id];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Begin();
        this.RegisterGrainTimer(LookAtLeafAsync, new() { DueTime = TimeSpan.FromSeconds(1), Period = TimeSpan.FromSeconds(1), Interleave = true });
        return Task.CompletedTask;
    }

    public Task MoveAsync(GeoPoint place)
    {
        var premises = Premises;
        premises.Version++;
        if (premises.IsListed && CellId.FromPoint(premises.Place) is var left && left != CellId.FromPoint(place))
            Write(left, new PharmacyUnlisted(Id));
        (premises.Place, premises.IsListed) = (place, true);
        Write(CellId.FromPoint(place), new PharmacyListed(Id, place, 0));
        Begin();
        return Task.CompletedTask;
    }

    public Task SetAsync(Sku sku, int available)
    {
        Premises.Version++;
        Premises.Stock[sku] = available;
        if (available != told.GetValueOrDefault(sku) && !(leafKnows && available > 0 == told.GetValueOrDefault(sku) > 0))
        {
            told[sku] = available;
            Send(whole: false, [new(sku, available, Premises.Version)]);
        }

        return Task.CompletedTask;
    }

    public Task AskPresenceAsync()
    {
        SendWhole();
        return Task.CompletedTask;
    }

    public Task InterestsAsync(LeafInterests interests)
    {
        if (interests.Epoch != epoch || (interests.LeafEpoch, interests.Number).CompareTo(lastInterests) <= 0)
            return Task.CompletedTask;
        lastInterests = (interests.LeafEpoch, interests.Number);
        leafKnows |= interests.Whole;
        if (interests.Whole)
            Premises.Markets.Clear();
        foreach (var (sku, markets) in interests.Skus)
        {
            Premises.Markets.RemoveWhere(market => market.Sku == sku);
            Premises.Markets.UnionWith(markets.Select(market => market.Market));
        }

        return Task.CompletedTask;
    }

    public Task SuspendAsync(Sku sku, bool suspended)
    {
        town.Suspensions.Add((Id, sku, suspended));
        return Task.CompletedTask;
    }

    public Task TakenAsync(string receiver, long upTo) => Task.CompletedTask;

    public Task DeliverAsync(Delivery delivery) => throw new NotSupportedException();

    public Task WakeAsync() => throw new NotSupportedException();

    public Task<Outcome> RegisterAsync(PharmacyProfile profile) => throw new NotSupportedException();

    public Task<PharmacyView?> GetAsync() => throw new NotSupportedException();

    public Task<StockReply> ReportStockAsync(StockBatch batch) => throw new NotSupportedException();

    public Task<ImmutableArray<StockLineView>> GetStockAsync(Sku? after, int most) => throw new NotSupportedException();

    public Task<ImmutableArray<StockLineView>> GetLinesAsync(ImmutableArray<Sku> skus) => throw new NotSupportedException();

    public Task<Outcome> SetFloorAsync(Sku sku, int floor) => throw new NotSupportedException();

    public Task<Outcome> ConfirmAsync(Sku sku, int? onHand) => throw new NotSupportedException();

    public Task<ImmutableArray<LineToConfirm>> GetToConfirmAsync(int most) => throw new NotSupportedException();

    public Task<Outcome> PauseAsync(bool paused) => throw new NotSupportedException();

    public Task<HoldReply> HoldAsync(HoldCommand command) => throw new NotSupportedException();

    public Task<Outcome<DateTimeOffset>> AcceptAsync(HoldId hold) => throw new NotSupportedException();

    public Task<Outcome<DateTimeOffset>> ExtendAsync(HoldId hold) => throw new NotSupportedException();

    public Task<Outcome> SetAsideAsync(HoldId hold) => throw new NotSupportedException();

    public Task<Outcome<HoldView>> HandOverAsync(HoldId? hold, string code) => throw new NotSupportedException();

    public Task<Outcome> NotThereAsync(HoldId hold) => throw new NotSupportedException();

    public Task<ImmutableArray<HoldView>> GetHoldsAsync() => throw new NotSupportedException();

    public Task AskSupplyAsync(RegionId region) => throw new NotSupportedException();

    public Task HeardAsync(MarketId market, long position) => throw new NotSupportedException();

    private void Begin()
    {
        (epoch, leafKnows, lastInterests) = (services.NextEpoch(), false, default);
        Premises.Markets.Clear();
        SendWhole();
    }

    private void SendWhole()
    {
        told.Clear();
        foreach (var (sku, available) in Premises.Stock.Where(line => line.Value > 0))
            told.Add(sku, available);
        Send(whole: true, [.. told.Select(line => new SkuPresence(line.Key, line.Value, Premises.Version))]);
    }

    private Task LookAtLeafAsync(CancellationToken cancellationToken)
    {
        if (!leafKnows)
            SendWhole();
        else if (services.Options.DigestPeriod > TimeSpan.Zero && services.Time.GetUtcNow().Second % services.Options.DigestPeriod.Seconds == 0)
            Send(whole: false, []);
        return Task.CompletedTask;
    }

    private void Send(bool whole, ImmutableArray<SkuPresence> changes)
    {
        if (!Premises.IsListed)
            return;
        var digest = Example.DigestOf([.. told.Where(line => line.Value > 0).Select(line => line.Key)]);
        Leaf(CellId.FromPoint(Premises.Place)).PharmacyPresenceAsync(new(Id, epoch, ++number, whole, changes, digest)).Unawaited();
    }

    // Letters repeat until taken; here they are never lost.
    private void Write(CellId leaf, Message body) =>
        Leaf(leaf).DeliverAsync(new(Addresses.Of(Id), [new(++Premises.Letters, body, Closes: false)])).Unawaited();

    private ICellGrain Leaf(CellId leaf) => GrainFactory.GetGrain<ICellGrain>(leaf.ToString());
}
