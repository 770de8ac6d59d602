using MatchGrid.Cells;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace MatchGrid.Markets;

/// <summary>
/// The order book of one SKU in one cell. It proposes what is there to the best-ranked request that it serves, one attempt per unit in
/// flight, and never decides: a stale proposal costs a refusal.
/// </summary>
[Reentrant]
public sealed partial class MarketGrain : JournalledGrain<MarketState, MarketEvent>, IMarketGrain
{
    /// <summary>How precisely time-outs are kept.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>A request that answered for good but whose letter has not come is looked at again after this long.</summary>
    private static readonly TimeSpan LetterOverdue = TimeSpan.FromSeconds(5);

    /// <summary>An empty market keeps its interest this long, so that single requests coming and going cost nothing.</summary>
    private static readonly TimeSpan KeepInterest = TimeSpan.FromSeconds(5);

    /// <summary>Rank and figures are told to the cell at most this often.</summary>
    private static readonly TimeSpan TellInterest = TimeSpan.FromSeconds(1);

    /// <summary>A request too large for what is there hears so at most this often.</summary>
    private static readonly TimeSpan NoteAgain = TimeSpan.FromHours(1);

    private const int ConfidenceDigits = 3;

    /// <summary>Searches under way at once; further ones queue.</summary>
    private const int MostSearches = 8;

    private readonly SupplyTable supply = new();
    private readonly SortedDictionary<long, Pending> proposals = [];
    private readonly SortedDictionary<RequestId, DateTimeOffset> parked = [];
    private readonly Dictionary<RequestId, DateTimeOffset> noted = [];
    private readonly Queue<RequestId> searches = new();
    private int searching;
    private long lastProposal;
    private bool interested;
    private bool interestDirty;
    private DateTimeOffset interestToldAt;
    private DateTimeOffset emptySince;
    private IGrainTimer? timer;
    private MarketId? id;
    private long epoch;
    private long mapStamp;

    public MarketGrain(JournalServices services)
        : base(services, MarketJson.Codec, Addresses.Market)
    {
    }

    private MarketId Id => id ??= MarketId.Of(Key);

    private OrderBook Book => State.Book;

    public Task SupplyAsync(SupplyChange change)
    {
        FollowRegions();
        if (Book.Count == 0 && proposals.Count == 0)
        {
            if (change.Answer)
                Heard(change.Pharmacy, change.Position);
            return Task.CompletedTask;
        }

        var entry = supply.Learn(change);
        if (change.Answer)
            entry.AnswerDue = change.Position;
        Offer(entry);
        return Task.CompletedTask;
    }

    public Task AnswerAsync(ProposalAnswer answer)
    {
        FollowRegions();
        var entry = supply.Find(answer.Pharmacy);
        if (entry is not null && answer.Available is { } available)
            supply.Update(entry, available, answer.Position);
        if (!proposals.Remove(answer.Number, out var pending))
        {
            // Timed out before; what it said of the stock still counts.
            if (entry is not null)
                Offer(entry);
            return Task.CompletedTask;
        }

        pending.Supply.InFlight -= pending.Units;
        ForgetSupply();
        switch (answer.Result)
        {
            case ProposalResult.Matched or ProposalResult.NotSeeking:
                // Its letter says where it stands from here on.
                Park(answer.Request, LetterOverdue);
                break;
            case ProposalResult.Busy:
                Park(answer.Request, Options.BusyRetry);
                break;
            case ProposalResult.Refused when answer.Available is { } left && left < pending.Units:
                Unpark(answer.Request);
                Search(answer.Request);
                break;
            default:
                Park(answer.Request, Options.BusyRetry);
                break;
        }

        Offer(pending.Supply);
        return Task.CompletedTask;
    }

    public Task RegionsChangedAsync()
    {
        FollowRegions();
        KeepTime();
        return Task.CompletedTask;
    }

    public Task FreeAgainAsync(RequestId request)
    {
        FollowRegions();
        Unpark(request);
        return Task.CompletedTask;
    }

    public async Task<PlaceInLine?> GetPlaceAsync(RequestId request)
    {
        FollowRegions();
        var place = Book.Find(request) is { } entry
            ? new PlaceInLine(Id.Sku, Book.Ahead(entry), Book.Count, supply.Count, supply.Free)
            : null;
        await ToldAsync();
        return place;
    }

    public async Task<MarketStanding?> GetStandingAsync(RequestId request)
    {
        var standing = Book.Find(request) is { } entry
            ? new MarketStanding(Id.Sku, Book.Before(entry), supply.StandingOf(entry.Demand), entry.IsParked)
            : null;
        await ToldAsync();
        return standing;
    }

    public async Task<DemandFigure> GetFigureAsync()
    {
        var figure = new DemandFigure(Id.Sku, Book.Count, (int)Math.Min(Book.Quantity, int.MaxValue));
        await ToldAsync();
        return figure;
    }

    protected override void OnLoaded()
    {
        epoch = Services.NextEpoch();
        FollowRegions();
        // The leaves answer an interest of a new epoch with everything they have: nobody who waited before the restart needs a search of their own.
        if (Book.Count > 0)
            WhenTold(() => TellInterestAsync().Unawaited());
    }

    protected override void OnCommitted(IReadOnlyList<MarketEvent> events)
    {
        FollowRegions();
        foreach (var change in events)
        {
            switch (change)
            {
                case DemandJoined joined:
                    parked.Remove(joined.Demand.Request);
                    Seek(joined.Demand.Request);
                    break;
                case DemandLeft left:
                    parked.Remove(left.Request);
                    noted.Remove(left.Request);
                    break;
            }
        }

        if (events.Count > 0)
            interestDirty |= interested;
        if (Book.Count == 0)
            emptySince = Steady;
        ForgetSupply();
        KeepTime();
    }

    protected override IReadOnlyList<MarketEvent> Receive(string from, Letter letter) => letter.Body switch
    {
        DemandJoins joins => [new DemandJoined(joins.Demand)],
        DemandLeaves leaves => Book.Find(leaves.Request) is null ? [] : [new DemandLeft(leaves.Request)],
        _ => throw new InvalidOperationException($"no letter for a market: {letter.Body.GetType().Name}"),
    };

    // Before anything is decided: the order is the one that the crisis regions of this moment ask for.
    private void FollowRegions()
    {
        var map = Services.Regions.Current;
        if (map.Stamp == mapStamp)
            return;
        mapStamp = map.Stamp;
        Book.TierAt = map.TierAt;
        interestDirty |= Book.Reorder() && interested;
    }

    // Supply looks for demand: as long as there are free units, the best-ranked request they serve.
    private void Offer(SupplyEntry entry, RequestId? seeker = null)
    {
        while (entry.Free > 0)
        {
            if (Book.Best(entry.Pharmacy, entry.Place, entry.DeliveryMetres, entry.Free) is not { } best)
            {
                NoteTooLarge(entry);
                break;
            }

            Propose(best, entry, best.Demand.Request == seeker ? MatchRule.ShortestTrip : MatchRule.BestRank);
        }

        if (entry.AnswerDue is { } position && entry.InFlight == 0)
        {
            entry.AnswerDue = null;
            Heard(entry.Pharmacy, position);
        }
    }

    // Demand looks for supply: what is known, near and likely first; then the cell is asked.
    private void Seek(RequestId request)
    {
        if (Book.Find(request) is not { IsParked: false } entry)
            return;
        if (supply.Best(entry.Demand, Now) is { } found)
            Propose(entry, found, MatchRule.ShortestTrip);
        else
            Search(request);
    }

    private void Propose(BookEntry entry, SupplyEntry at, MatchRule rule)
    {
        Book.Park(entry);
        var units = Math.Min(at.Free, entry.Demand.Quantity);
        at.InFlight += units;
        proposals.Add(++lastProposal, new(entry.Demand.Request, at, units, Steady + Options.ProposalTimeout));
        GrainFactory.GetGrain<IRequestGrain>(entry.Demand.Request.Value).ProposeAsync(new(Id, lastProposal, at.Pharmacy, units, ReceiptOf(at, rule), entry.LastNumber)).Unawaited();
        KeepTime();
    }

    private MatchReceipt ReceiptOf(SupplyEntry at, MatchRule rule)
    {
        var seenAt = at.Evidence.IsKnown ? at.Evidence.SeenAt : (DateTimeOffset?)null;
        return new(rule, Book.Count < Why.LeastTold ? 0 : Book.Count, supply.Stocked, seenAt, Math.Round(at.Evidence.ChanceOf(at.Available, Now), ConfidenceDigits));
    }

    private void Park(RequestId request, TimeSpan atMost)
    {
        if (Book.Find(request) is not { IsParked: true })
            return; // left, or its letter has come already
        parked[request] = Steady + atMost;
        KeepTime();
    }

    private void Unpark(RequestId request)
    {
        parked.Remove(request);
        if (Book.Find(request) is not { IsParked: true } entry || proposals.Values.Any(pending => pending.Request == request))
            return;
        Book.Unpark(entry);
        if (supply.Best(entry.Demand, Now) is { } found)
            Propose(entry, found, MatchRule.ShortestTrip);
    }

    private async Task TellInterestAsync()
    {
        var first = Book.First ?? Book.FirstOfAll;
        var interest = new MarketInterest(Id, first, Book.Count, (int)Math.Min(Book.Quantity, int.MaxValue), Version, epoch);
        interestDirty = false;
        interestToldAt = Steady;
        // A position that never becomes durable would keep out those that do.
        await ToldAsync();
        try
        {
            await CellOf().SetInterestAsync(interest);
            interested = first is not null;
        }
        catch (Exception exception) // of the cell
        {
            LogCellSilent(Services.Log, Key, exception);
            (interested, interestDirty) = (true, true);
            KeepTime();
        }
    }

    // One timer for all that has a time limit here; none while nothing has.
    private void KeepTime()
    {
        if (timer is null && HasTimeLimits)
            timer = this.RegisterGrainTimer(OnTickAsync, new() { DueTime = Tick, Period = Tick, Interleave = true });
    }

    // Whoever waits here must be heard of; also one that came while the interest was being withdrawn, or that was parked with all known stock gone.
    private bool MustTellInterest => Book.Count == 0 ? interested : interestDirty || !interested;

    private bool HasTimeLimits => proposals.Count > 0 || parked.Count > 0 || MustTellInterest;

    private async Task OnTickAsync(CancellationToken cancellationToken)
    {
        FollowRegions();
        var now = Steady;
        foreach (var (number, pending) in proposals.Where(pair => pair.Value.TimeOut <= now).ToList())
        {
            proposals.Remove(number);
            pending.Supply.InFlight -= pending.Units;
            Park(pending.Request, Options.BusyRetry);
            Offer(pending.Supply);
        }

        ForgetSupply();
        foreach (var (request, until) in parked.Where(pair => pair.Value <= now).ToList())
            Unpark(request);
        var tell = MustTellInterest && now - interestToldAt >= TellInterest && (Book.Count > 0 || now - emptySince >= KeepInterest);
        if (!HasTimeLimits)
        {
            timer?.Dispose();
            timer = null;
        }

        if (tell)
            await TellInterestAsync();
    }

    // What nobody waits for is not followed any more, and soon out of date.
    private void ForgetSupply()
    {
        if (Book.Count == 0 && proposals.Count == 0)
            supply.Clear();
    }

    private void NoteTooLarge(SupplyEntry entry)
    {
        if (Book.Best(entry.Pharmacy, entry.Place, entry.DeliveryMetres, int.MaxValue) is not { } large)
            return;
        var request = large.Demand.Request;
        if (noted.TryGetValue(request, out var before) && Steady - before < NoteAgain)
            return;
        noted[request] = Steady;
        GrainFactory.GetGrain<IRequestGrain>(request.Value).NoteAsync(new(Now, "too_large", entry.Pharmacy, Id.Sku, entry.Free)).Unawaited();
    }

    private void Heard(PharmacyId pharmacy, long position) =>
        GrainFactory.GetGrain<IPharmacyGrain>(pharmacy.Value).HeardAsync(Id, position).Unawaited();

    private ICellGrain CellOf() => GrainFactory.GetGrain<ICellGrain>(Id.Cell.ToString());

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Market}: its cell did not say where stock is; the interest brings it")]
    private static partial void LogSearchFailed(ILogger logger, string market, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Market}: its cell did not take its interest; tried again in a second")]
    private static partial void LogCellSilent(ILogger logger, string market, Exception exception);

    /// <summary>A proposal that has no answer yet.</summary>
    private sealed record Pending(RequestId Request, SupplyEntry Supply, int Units, DateTimeOffset TimeOut);
}
