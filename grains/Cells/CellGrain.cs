using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Cells;

/// <summary>
/// A cell. Durable: who is below it, and its markets with open demand. Everything else stands in its <see cref="CellBook"/>, which
/// those below and above fill again after a restart.
/// </summary>
public sealed class CellGrain(JournalServices services) : JournalledGrain<CellState, CellEvent>(services, CellJson.Codec, Addresses.Cell), ICellGrain
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CellId cell;
    private LeafBook? leaf;
    private InnerBook? inner;
    private IGrainTimer? timer;
    private DateTimeOffset? timerAt;

    private CellBook Book => leaf ?? (CellBook)inner!;

    public async Task<SupplyPage> FindAsync(FindSupply query)
    {
        await ready.Task;
        if (leaf is not null)
            return leaf.Find(query);
        var search = new SupplySearch(query);
        foreach (var child in inner!.ChildrenWith(query.Sku, query.From))
        {
            if (!search.MayPassOver(child.MinDistanceMetres(query.From), child.MaxDistanceMetres(query.From)))
                search.Add(await Child(child).FindAsync(search.Rest));
        }

        return search.ToPage();
    }

    public async Task SetInterestAsync(MarketInterest interest)
    {
        if (interest.Market.Cell != cell)
            throw new ArgumentException($"market {interest.Market} is not of cell {cell}", nameof(interest));
        if (CellDecider.IsOlder(State, interest) || Book.IsOlder(interest))
            return;
        Commit(CellDecider.SetInterest(State, interest));
        Book.SetInterest(interest, Steady);
        Settle();
        await ToldAsync();
    }

    public async Task<ImmutableArray<DemandFigure>> GetDemandAsync(int most)
    {
        var demand = Book.Demand(most);
        await ToldAsync();
        return demand;
    }

    public Task PharmacyPresenceAsync(PharmacyPresence presence)
    {
        leaf?.PharmacyPresence(presence, Steady);
        if (presence.Whole)
            Services.PharmacyAsks.Answered();
        return Settled();
    }

    public Task ChildPresenceAsync(ChildPresence presence)
    {
        inner?.ChildPresence(presence, Steady);
        return Settled();
    }

    public Task InterestsFromAboveAsync(AboveInterests interests)
    {
        Book.InterestsFromAbove(interests, Steady);
        return Settled();
    }

    public Task AskPresenceAsync()
    {
        Book.PresenceAsked(Steady);
        return Settled();
    }

    public Task SuspendAsync(Sku sku, bool suspended)
    {
        // What is suspended is not present: to reach it again at the end, everybody below is told.
        foreach (var child in State.Children)
            Child(child).SuspendAsync(sku, suspended).Unawaited();
        foreach (var pharmacy in State.Pharmacies.Keys)
            GrainFactory.GetGrain<IPharmacyGrain>(pharmacy.Value).SuspendAsync(sku, suspended).Unawaited();
        return Task.CompletedTask;
    }

    public Task RegionsChangedAsync(GeoPoint centre, double radiusMetres)
    {
        // Its members stand in its cell or not farther from it than half a side.
        if (cell.MinDistanceMetres(centre) <= radiusMetres + CellId.ShortestSideMetres(cell.Level))
        {
            foreach (var sku in State.Markets.Where(pair => pair.Value.First is not null).Select(pair => pair.Key))
                GrainFactory.GetGrain<IMarketGrain>(new MarketId(sku, cell).Value).RegionsChangedAsync().Unawaited();
        }

        // Members of a child's market stand that much outside of the child.
        foreach (var child in State.Children.Where(child => child.MinDistanceMetres(centre) <= radiusMetres + CellId.ShortestSideMetres(child.Level)))
            Child(child).RegionsChangedAsync(centre, radiusMetres).Unawaited();
        return Task.CompletedTask;
    }

    public async Task<ImmutableArray<PharmacyId>> GetPharmaciesAsync(GeoPoint centre, double radiusMetres)
    {
        ImmutableArray<PharmacyId> own = [.. State.Pharmacies.Where(pair => pair.Value.Place.DistanceMetresTo(centre) <= radiusMetres).Select(pair => pair.Key)];
        var below = State.Children.Where(child => child.MinDistanceMetres(centre) <= radiusMetres).ToList();
        await ToldAsync();
        var found = await Task.WhenAll(below.Select(child => Child(child).GetPharmaciesAsync(centre, radiusMetres)));
        return [.. own.Concat(found.SelectMany(one => one)).Order()];
    }

    protected override void OnLoaded()
    {
        cell = CellId.Parse(Key);
        var epoch = Services.NextEpoch();
        var post = new CellPost(GrainFactory, Services.PharmacyAsks, cell);
        if (cell.Level == CellId.LeafLevel)
            leaf = new(cell, epoch, State, Options, post, Steady);
        else
            inner = new(cell, epoch, State, Options, post, Steady);
        Settle();
    }

    protected override void OnDied(Exception why) => ready.TrySetException(new InvalidOperationException($"cell {cell} ended", why));

    protected override IReadOnlyList<CellEvent> Receive(string from, Letter letter) => CellDecider.Receive(State, cell, letter.Body);

    protected override void OnCommitted(IReadOnlyList<CellEvent> events)
    {
        foreach (var change in events)
        {
            switch (change)
            {
                case PharmacyEntered entered:
                    leaf!.PharmacyEntered(entered.Pharmacy, entered.Listed, Steady);
                    break;
                case PharmacyLeft left:
                    leaf!.PharmacyLeft(left.Pharmacy, Steady);
                    break;
                case ChildEntered:
                    inner!.ChildEntered(Steady);
                    break;
            }
        }

        Settle();
    }

    private ICellGrain Child(CellId child) => GrainFactory.GetGrain<ICellGrain>(child.ToString());

    private Task Settled()
    {
        Settle();
        return Task.CompletedTask;
    }

    // Ends every turn: lets queries go on once the cell is ready, and keeps the one timer at what is due next.
    private void Settle()
    {
        if (Book.IsReady)
            ready.TrySetResult();
        if (Book.NextDue is not { } due)
        {
            timer?.Dispose();
            (timer, timerAt) = (null, null);
        }
        else if (timerAt is null || due < timerAt)
        {
            var wait = due > Steady ? due - Steady : TimeSpan.Zero;
            timerAt = due;
            if (timer is null)
                timer = this.RegisterGrainTimer(TickAsync, new() { DueTime = wait, Period = Timeout.InfiniteTimeSpan, Interleave = true });
            else
                timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private Task TickAsync(CancellationToken cancellationToken)
    {
        timerAt = null;
        Book.Tick(Steady);
        return Settled();
    }
}
