using MatchGrid.Cells;
using MatchGrid.Feed;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using Orleans;

namespace MatchGrid.Tests.Simulation.Planting;

/// <summary>What a market makes of the letters of requests.</summary>
internal abstract class MarketMistake : Mistake
{
    private readonly HashSet<(string Market, RequestId Request)> joined = [];

    protected sealed override Task Arrived(IIncomingGrainCallContext call)
    {
        if (call.MethodName == nameof(INotified.DeliverAsync) && call.Grain is MarketGrain)
            Delivered(call, StateOf<MarketState>(call));
        else if (call.Grain is RequestGrain)
            AtRequest(call);
        return call.Invoke();
    }

    protected abstract void Delivered(IIncomingGrainCallContext call, MarketState market);

    protected virtual void AtRequest(IIncomingGrainCallContext call)
    {
    }

    /// <summary>Changes the letter with which a request comes back that has waited here before.</summary>
    protected void RewriteReturns(IIncomingGrainCallContext call, MarketState market, Func<OpenDemand, Message> change) => Rewrite(call, market, message =>
        message is DemandJoins { Demand: var demand } && !joined.Add((call.TargetId.ToString(), demand.Request)) && market.Book.Find(demand.Request) is null
            ? change(demand)
            : message);
}

/// <summary>A request that waits again after a match that came to nothing is not registered again.</summary>
internal sealed class ReRegistrationLost : MarketMistake
{
    protected override void Delivered(IIncomingGrainCallContext call, MarketState market) => RewriteReturns(call, market, demand => new DemandLeaves(demand.Request));
}

/// <summary>A request that waits again does so from now on, and not from its old place.</summary>
internal sealed class PlaceLostAtReQueue : MarketMistake
{
    protected override void Delivered(IIncomingGrainCallContext call, MarketState market) => RewriteReturns(call, market, demand => new DemandJoins(demand with { Since = Now() }));
}

/// <summary>Neither request nor market remembers which pharmacies have had their turn.</summary>
internal sealed class ExcludedPharmacyForgotten : MarketMistake
{
    protected override void Delivered(IIncomingGrainCallContext call, MarketState market) =>
        Rewrite(call, market, message => message is DemandJoins joins ? new DemandJoins(joins.Demand with { Excluded = [] }) : message);

    protected override void AtRequest(IIncomingGrainCallContext call)
    {
        if (call.MethodName == nameof(IRequestGrain.ProposeAsync))
            StateOf<RequestState>(call).Excluded = [];
    }
}

/// <summary>A market takes letters as they come, and a late one undoes what a newer has said.</summary>
internal sealed class OlderMembershipUndoesNewer : MarketMistake
{
    protected override void Delivered(IIncomingGrainCallContext call, MarketState market)
    {
        var delivery = Argument<Delivery>(call);
        if (delivery.Letters[^1].Number >= market.LastFrom(delivery.From))
            return;
        if (market.Book.Find(new(Addresses.Split(delivery.From).Key)) is { } entry)
            typeof(BookEntry).GetProperty(nameof(BookEntry.LastNumber))!.SetValue(entry, 0L);
        market.Inbound.Forget(delivery.From);
    }
}

/// <summary>What a market heard from a request that was busy, and that it is free again, is forgotten.</summary>
internal sealed class BusyRequestForgotten : Mistake
{
    protected override Task Arrived(IIncomingGrainCallContext call)
    {
        if (call.Grain is not MarketGrain)
            return call.Invoke();
        if (call.MethodName == nameof(IMarketGrain.FreeAgainAsync))
            return Task.CompletedTask;
        var answered = call.Invoke();
        if (call.MethodName == nameof(IMarketGrain.AnswerAsync) && Argument<ProposalAnswer>(call) is { Result: ProposalResult.Busy, Request: var request })
            FieldOf<SortedDictionary<RequestId, DateTimeOffset>>(call, "parked").Remove(request);
        return answered;
    }
}

/// <summary>Letters count as taken once they are sent.</summary>
internal sealed class OutboxClearedBeforeDelivery : Mistake
{
    private readonly Deliveries deliveries = new();

    protected override Task Sent(IOutgoingGrainCallContext call)
    {
        if (call.MethodName == nameof(INotified.DeliverAsync))
            deliveries.TellTaken(Grains(), Argument<Delivery>(call).From, AddressOf(call), Argument<Delivery>(call).Letters[^1].Number);
        return call.Invoke();
    }

    private static string AddressOf(IGrainCallContext call)
    {
        var kind = call.Grain switch
        {
            IPharmacyGrain => Addresses.Pharmacy,
            IRequestGrain => Addresses.Request,
            IMarketGrain => Addresses.Market,
            ICellGrain => Addresses.Cell,
            IPatientGrain => Addresses.Patient,
            IFeedGrain => Addresses.Feed,
            IFeedSegmentGrain => Addresses.FeedSegment,
            _ => throw new InvalidOperationException($"no letters go to {call.TargetId}"),
        };
        return $"{kind}/{call.TargetId.Key}";
    }
}
