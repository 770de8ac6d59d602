using MatchGrid.Identifiers;
using MatchGrid.Messages;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using Xunit;

namespace MatchGrid.Tests.Core.Requests;

public sealed class RequestTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly PatientId Anna = new("p-anna");
    private static readonly Sku Pack = new("ndc:00069-1085-30");
    private readonly GridOptions options = new();
    private readonly RequestState state = new();

    private static RequestTerms Terms(int quantity = 1, bool maySplit = false, int radius = 5000) =>
        new("paxlovid", [Pack], quantity, maySplit, new(40.7, -74.0), radius, 0, Urgency.Soon, null, 0, null);

    private void Open(RequestTerms terms) => Apply(RequestDecider.Open(state, new("r1"), Anna, terms, options, Noon).Events);

    private void Apply(IReadOnlyList<RequestEvent> events)
    {
        foreach (var change in events)
            state.Apply(change);
    }

    private void Matched(string hold, string pharmacy, int quantity, DateTimeOffset at) => Apply(
        [new MatchMade(at, new(new(hold), new(pharmacy), Pack, quantity, "BCDFGHJK", MatchStatus.Held, at, at.AddHours(2), false, 0, 1200, null, null, null))]);

    private IEnumerable<Message> MarketLetters() => state.Outbox.Receivers.Where(to => to.StartsWith("market/", StringComparison.Ordinal))
        .SelectMany(to => state.Outbox.For(to)).Select(letter => letter.Body);

    [Fact]
    public void Open_Registers_InAtMostFourMarketsPerSku()
    {
        foreach (var radius in new[] { 100, 3000, 5000, 40_000, 500_000, 2_500_000 })
            Assert.InRange(RequestDecider.MarketsOf(Terms(radius: radius)).Length, 1, 4);
    }

    [Fact]
    public void Match_CoveringEverything_LeavesTheMarkets()
    {
        Open(Terms());
        Assert.All(MarketLetters(), letter => Assert.IsType<DemandJoins>(letter));
        Matched("h1", "P1", 1, Noon);
        Assert.Equal(RequestStatus.Matched, state.Status);
        Assert.Contains(MarketLetters(), letter => letter is DemandLeaves);
        Assert.IsType<HoldTaken>(Assert.Single(state.Outbox.For("pharmacy/P1")).Body);
    }

    [Fact]
    public void Decline_KeepsThePlaceAndExcludesThePharmacy()
    {
        Open(Terms());
        Matched("h1", "P1", 1, Noon.AddHours(1));
        Apply(RequestDecider.Decline(state, Anna, new("h1"), Noon.AddHours(2)).Events);
        Assert.True(state.IsSeeking);
        var demand = MarketLetters().OfType<DemandJoins>().Last().Demand;
        Assert.Equal(Noon, demand.Since);
        Assert.Equal("P1", Assert.Single(demand.Excluded).Value);
        Assert.IsType<HoldReleased>(state.Outbox.For("pharmacy/P1")[^1].Body);
    }

    [Fact]
    public void Parts_FromSeveralPharmacies_NeverExceedWhatWasAsked()
    {
        Open(Terms(quantity: 3, maySplit: true));
        Matched("h1", "P1", 2, Noon);
        Assert.Equal((1, RequestStatus.Open), (state.Outstanding, state.Status));
        Matched("h2", "P2", 1, Noon);
        Assert.Equal((0, RequestStatus.Matched), (state.Outstanding, state.Status));
        Apply(RequestDecider.HoldEnded(state, new("h1"), HoldEnd.HandedOver, Noon));
        Apply(RequestDecider.HoldEnded(state, new("h2"), HoldEnd.CountFell, Noon));
        Assert.Equal((1, RequestStatus.Open, 2), (state.Outstanding, state.Status, state.Collected));
    }

    [Fact]
    public void HoldEnded_Repeated_ChangesNothing()
    {
        Open(Terms());
        Matched("h1", "P1", 1, Noon);
        Apply(RequestDecider.HoldEnded(state, new("h1"), HoldEnd.HandedOver, Noon));
        Assert.Empty(RequestDecider.HoldEnded(state, new("h1"), HoldEnd.Lapsed, Noon));
        Assert.Equal(RequestStatus.Fulfilled, state.Status);
    }

    [Fact]
    public void Change_Narrower_KeepsThePlace_WiderBeginsAnew()
    {
        Open(Terms(quantity: 2, maySplit: true));
        Apply(RequestDecider.Change(state, Anna, Terms(quantity: 1, maySplit: true, radius: 4000), options, Noon.AddDays(1)).Events);
        Assert.Equal(Noon, state.Since);
        Apply(RequestDecider.Change(state, Anna, Terms(quantity: 1, maySplit: true, radius: 9000), options, Noon.AddDays(2)).Events);
        Assert.Equal(Noon.AddDays(2), state.Since);
    }

    [Fact]
    public void AnotherPatient_LearnsNothing()
    {
        Open(Terms());
        var bob = new PatientId("p-bob");
        Assert.Equal(RefusalCodes.UnknownRequest, RequestDecider.Cancel(state, bob, Noon).Reply.Refusal?.Code);
        Assert.Equal(RefusalCodes.UnknownRequest, RequestDecider.MayAccept(state, bob, new("h1"))?.Code);
    }

    [Fact]
    public void NeededBy_Passed_EndsTheRequestAndReleasesWhatNobodyAnswered()
    {
        Open(Terms(quantity: 2, maySplit: true) with { NeededBy = Noon.AddDays(1) });
        Matched("h1", "P1", 1, Noon);
        Matched("h2", "P2", 1, Noon);
        Apply([new MatchAccepted(Noon, new("h2"), Noon.AddDays(2))]);
        Assert.Equal(Noon.AddDays(1), state.Deadline);
        Apply(RequestDecider.Wake(state, Noon.AddDays(1)));
        Assert.Equal(
            (RequestStatus.Expired, MatchStatus.Released, MatchStatus.Accepted),
            (state.Status, state.Find(new("h1"))!.Status, state.Find(new("h2"))!.Status));
        Assert.DoesNotContain(state.Outbox.For("pharmacy/P2"), letter => letter.Body is HoldReleased);
    }

    [Fact]
    public void Recurring_Collected_AsksAgainAfterItsDays()
    {
        Open(Terms() with { RecurEveryDays = 28 });
        Matched("h1", "P1", 1, Noon);
        Apply(RequestDecider.HoldEnded(state, new("h1"), HoldEnd.HandedOver, Noon.AddHours(3)));
        Assert.Equal((RequestStatus.Fulfilled, Noon.AddHours(3).AddDays(28)), (state.Status, state.Deadline));
        Apply(RequestDecider.Wake(state, Noon.AddDays(29)));
        Assert.True(state.IsSeeking);
        Assert.Equal(Noon.AddDays(29), state.Since);
    }

    [Fact]
    public void Snapshot_RoundTrip_KeepsEverything()
    {
        Open(Terms(quantity: 3, maySplit: true) with { NeededBy = Noon.AddDays(9) });
        Matched("h1", "P1", 1, Noon);
        var bytes = RequestJson.Codec.EncodeState(state);
        var again = RequestJson.Codec.DecodeState(bytes);
        Assert.Equal(bytes.ToArray(), RequestJson.Codec.EncodeState(again).ToArray());
        Assert.Equal((state.Outstanding, state.Since, state.Deadline), (again.Outstanding, again.Since, again.Deadline));
    }
}
