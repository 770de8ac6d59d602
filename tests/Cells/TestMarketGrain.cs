using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Requests;
using Orleans;

namespace MatchGrid.Tests.Cells;

/// <summary>A market that only listens.</summary>
public sealed class TestMarketGrain(Town town) : Grain, IMarketGrain
{
    public Task SupplyAsync(SupplyChange change)
    {
        town.Hear(MarketId.Of(this.GetPrimaryKeyString()), change);
        return Task.CompletedTask;
    }

    public Task AnswerAsync(ProposalAnswer answer) => throw new NotSupportedException();

    public Task FreeAgainAsync(RequestId request) => throw new NotSupportedException();

    public Task RegionsChangedAsync() => throw new NotSupportedException();

    public Task<PlaceInLine?> GetPlaceAsync(RequestId request) => throw new NotSupportedException();

    public Task<MarketStanding?> GetStandingAsync(RequestId request) => throw new NotSupportedException();

    public Task<DemandFigure> GetFigureAsync() => throw new NotSupportedException();

    public Task DeliverAsync(Delivery delivery) => throw new NotSupportedException();

    public Task TakenAsync(string receiver, long upTo) => throw new NotSupportedException();

    public Task WakeAsync() => throw new NotSupportedException();
}
