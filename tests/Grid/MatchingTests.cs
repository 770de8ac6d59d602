using MatchGrid.Embedded;
using MatchGrid.Markets;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using Xunit;

namespace MatchGrid.Tests.Grid;

public sealed class MatchingTests
{
    [Fact]
    public async Task StockAppears_WaitingPatient_IsHeldAndTold()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("r1");
        Assert.Equal(RequestStatus.Open, grid.View("r1").Status);
        grid.Count("P1", 1);
        var match = grid.Match("r1");
        Assert.Equal(("P1", MatchStatus.Held, 1), (match.Pharmacy.Value, match.Status, match.Quantity));
        Assert.Equal((1, 1, 0), (grid.Line("P1").OnHand, grid.Line("P1").Held, grid.Line("P1").Available));
        Assert.Equal([NoticeKind.Held], grid.Inbox("r1"));
        Assert.Equal(match.Code, Assert.Single(grid.Holds("P1")).Code);
    }

    [Fact]
    public async Task DemandAppears_StockInReach_IsHeldAtOnceAtTheNearest()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("far", 4);
        grid.Register("near", 1);
        grid.Register("out", 30);
        grid.Count("far", 5);
        grid.Count("near", 1);
        grid.Count("out", 5);
        grid.Open("r1");
        grid.Open("r2");
        grid.Open("r3", radius: 2000);
        Assert.Equal("near", grid.Match("r1").Pharmacy.Value);
        Assert.Equal("far", grid.Match("r2").Pharmacy.Value);
        Assert.Empty(grid.View("r3").Matches);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DemandAppears_StockNearbyIsStale_IsHeldWhereItIsLikely(bool afterAnother)
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("far", 4);
        grid.Register("near", 1);
        grid.Count("far", 2);
        grid.Host.Run(() => grid.Pharmacy("near").ReportStockAsync(new(new("till"), null, [new(TestGrid.Pack, 2, null, grid.Now.AddDays(-20))])));
        if (afterAnother)
            grid.Open("waits", quantity: 9); // so that the market is there, and knows its supply
        grid.Open("r1");
        grid.Open("r2", radius: 2000);
        Assert.Equal("far", grid.Match("r1").Pharmacy.Value);
        Assert.Equal("near", grid.Match("r2").Pharmacy.Value); // better than nothing
    }

    [Fact]
    public async Task Why_NamesWhatKeepsAPatientWaiting_AsItChanges()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        for (var i = 0; i < 6; i++)
            grid.Open("urgent" + i, quantity: 3, urgency: Urgency.Urgent);
        grid.Open("r1", quantity: 2);
        Assert.Equal(["nothing_in_reach", "others_before"], grid.Why("r1"));
        grid.Count("P1", 1);
        Assert.Equal(["too_few", "others_before"], grid.Why("r1"));
        grid.Count("P1", 2); // too few for those before
        Assert.Equal(["all_found"], grid.Why("r1"));
        grid.Decline("r1");
        Assert.Equal(["had_their_turn", "others_before"], grid.Why("r1"));
        grid.Host.Run(() => grid.Request("r1").CancelAsync(TestGrid.PatientOf("r1")));
        Assert.Equal(["not_seeking"], grid.Why("r1"));
        Assert.Null(grid.Host.Run(() => grid.Request("r1").WhyAsync(TestGrid.PatientOf("urgent1"))));
    }

    [Fact]
    public async Task Match_KeepsWhatDecided_ThroughACrash_AndItsNoticeDoesNotCarryIt()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Register("P2", 0.2);
        grid.Count("P1", 1);
        grid.Count("P2", 1);
        grid.Open("r1");
        for (var i = 2; i < 8; i++)
            grid.Open("r" + i);
        grid.Advance(TimeSpan.FromHours(1));
        grid.Count("P1", 2);
        await grid.CrashAsync();
        Assert.Equal((MatchRule.ShortestTrip, 0, 2, 1), (grid.Match("r1").Receipt!.Rule, grid.Match("r1").Receipt!.Requests, grid.Match("r1").Receipt!.Pharmacies, grid.Match("r1").Receipt!.Confidence));
        var late = grid.Match("r3");
        Assert.Equal((MatchRule.BestRank, 5, 1), (late.Receipt!.Rule, late.Receipt.Requests, late.Receipt.Pharmacies));
        Assert.InRange((late.MatchedAt - late.Receipt.SeenAt!.Value).TotalSeconds, 0, 60);
        Assert.All(
            grid.Host.Run(() => grid.Host.Grains.GetGrain<IPatientGrain>(TestGrid.PatientOf("r1").Value).GetInboxAsync(null, 0)).Entries,
            entry => Assert.Null(entry.Notice.Match!.Receipt));
    }

    [Fact]
    public async Task OnePack_ManyWaiting_GoesToTheBestRank()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        for (var i = 0; i < 50; i++)
        {
            grid.Open("r" + i, urgency: i == 30 ? Urgency.Urgent : Urgency.Soon);
            grid.Advance(TimeSpan.FromSeconds(1));
        }

        grid.Count("P1", 1);
        Assert.Equal(MatchStatus.Held, grid.Match("r30").Status);
        grid.Count("P1", 3);
        Assert.Equal(MatchStatus.Held, grid.Match("r0").Status);
        Assert.Equal(MatchStatus.Held, grid.Match("r1").Status);
        Assert.Empty(grid.View("r2").Matches);
        Assert.Equal((3, 3), (grid.Line("P1").OnHand, grid.Line("P1").Held));
    }

    [Fact]
    public async Task AcceptAndHandOver_WithTheCode_CollectsAndSubtractsOnce()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Count("P1", 2);
        grid.Open("r1");
        Assert.True(grid.Accept("r1").IsDone);
        var match = grid.Match("r1");
        Assert.Equal(RefusalCodes.WrongCode, grid.Host.Run(() => grid.Pharmacy("P1").HandOverAsync(match.Id, "XXXXXXXX")).Refusal?.Code);
        Assert.True(grid.Host.Run(() => grid.Pharmacy("P1").HandOverAsync(null, match.Code)).IsDone);
        Assert.Equal((RequestStatus.Fulfilled, MatchStatus.Collected), (grid.View("r1").Status, grid.Match("r1").Status));
        Assert.Equal((1, 0, 1), (grid.Line("P1").OnHand, grid.Line("P1").Held, grid.Line("P1").Unseen));
        Assert.Equal([NoticeKind.Held, NoticeKind.Accepted, NoticeKind.Collected], grid.Inbox("r1"));
    }

    [Fact]
    public async Task Decline_NextInLineGetsThePack_AndThePlaceIsKept()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Register("P2", 2);
        grid.Open("r1");
        grid.Advance(TimeSpan.FromMinutes(1));
        grid.Open("r2");
        grid.Count("P1", 1);
        Assert.True(grid.Decline("r1").IsDone);
        Assert.Equal(MatchStatus.Held, grid.Match("r2").Status);
        grid.Advance(TimeSpan.FromMinutes(1));
        grid.Open("r3");
        grid.Count("P2", 1);
        Assert.Equal("P2", grid.Match("r1").Pharmacy.Value);
        Assert.Empty(grid.View("r3").Matches);
    }

    [Fact]
    public async Task NoAnswer_LapsesOnTime_AndNextInLineIsServed()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("r1");
        grid.Advance(TimeSpan.FromMinutes(1));
        grid.Open("r2");
        grid.Count("P1", 1);
        grid.Advance(TimeSpan.FromHours(2) + TimeSpan.FromSeconds(5));
        Assert.Equal(MatchStatus.Lapsed, grid.Match("r1").Status);
        Assert.Equal(MatchStatus.Held, grid.Match("r2").Status);
        Assert.Equal([NoticeKind.Held, NoticeKind.Lapsed], grid.Inbox("r1"));
    }

    [Fact]
    public async Task CountFallsUnderWhatIsHeld_MatchBreaks_AndThePatientIsTold()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("r1");
        grid.Count("P1", 1);
        grid.Accept("r1");
        grid.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, grid.Count("P1", 0).HoldsBroken);
        Assert.Equal((MatchStatus.Broken, RequestStatus.Open), (grid.Match("r1").Status, grid.View("r1").Status));
        Assert.Equal(NoticeKind.Broken, grid.Inbox("r1")[^1]);
    }

    [Fact]
    public async Task Split_PartsComeFromSeveralPharmacies()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Register("P2", 1);
        grid.Count("P1", 2);
        grid.Open("r1", quantity: 3, maySplit: true);
        Assert.Equal((2, RequestStatus.Open), (grid.View("r1").Found, grid.View("r1").Status));
        grid.Count("P2", 4);
        Assert.Equal((3, RequestStatus.Matched), (grid.View("r1").Found, grid.View("r1").Status));
        Assert.Equal(1, grid.Line("P2").Held);
    }

    [Fact]
    public async Task TooLargeForWhatIsThere_IsSkippedKeepsItsPlaceAndSaysSo()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("large", quantity: 3);
        grid.Advance(TimeSpan.FromMinutes(1));
        grid.Open("small");
        grid.Count("P1", 2);
        Assert.Equal(MatchStatus.Held, grid.Match("small").Status);
        Assert.Contains(grid.View("large").Reasons, reason => reason.Code == "too_large");
        grid.Advance(TimeSpan.FromMinutes(1));
        grid.Open("other");
        Assert.Equal(MatchStatus.Held, grid.Match("other").Status);
        grid.Count("P1", 5);
        Assert.Equal(3, grid.Match("large").Quantity);
    }

    [Fact]
    public async Task Delivery_ReachesBeyondTheRadius()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("walk", 20);
        grid.Register("van", 25, deliveryMetres: 50_000);
        grid.Count("walk", 1);
        grid.Count("van", 1);
        grid.Open("r1", radius: 3000, deliveryRadius: 40_000);
        Assert.Equal("van", grid.Match("r1").Pharmacy.Value);
    }

    [Fact]
    public async Task LateInterest_StockThatCameEarlierStillMeetsDemandFreedLater()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Count("P1", 1);
        grid.Open("r1");
        grid.Open("r2");
        Assert.Equal(MatchStatus.Held, grid.Match("r1").Status);
        grid.Host.Run(() => grid.Request("r1").CancelAsync(TestGrid.PatientOf("r1")));
        grid.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(MatchStatus.Held, grid.Match("r2").Status);
    }

    [Fact]
    public async Task WhatAMarketKnewWhenItEmptied_IsNotOfferedToWhoComesLater()
    {
        var late = new LateCalls(nameof(IMarketGrain.AnswerAsync));
        await using var grid = await TestGrid.StartAsync(transport: late);
        grid.Register("sold out");
        grid.Register("stocked", 0.1); // in the same market
        grid.Open("r1");
        late.AreKept = true;
        grid.Count("sold out", 3); // r1 is matched and leaves before its answer has come
        late.Deliver();
        grid.Advance(TimeSpan.FromSeconds(6)); // nobody waits: the market follows the stock no longer
        grid.Count("sold out", 1);
        grid.Count("stocked", 1);

        late.AreKept = true;
        grid.Open("r2");
        grid.Advance(TimeSpan.FromSeconds(2.5)); // a proposal times out
        late.Deliver();
        grid.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("stocked", grid.Match("r2").Pharmacy.Value);
    }

    [Fact]
    public async Task HoldGranted_AfterTheSamePharmacyWasDeclined_IsGivenUp()
    {
        var late = new LateCalls(nameof(IPharmacyGrain.HoldAsync));
        await using var grid = await TestGrid.StartAsync(transport: late);
        grid.Register("P1");
        grid.Open("r1", quantity: 2, maySplit: true);
        grid.Count("P1", 1);
        late.AreKept = true;
        grid.Count("P1", 2);
        grid.Decline("r1");

        late.Deliver();
        grid.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([MatchStatus.Declined], grid.View("r1").Matches.Select(match => match.Status));
        Assert.Equal(2, grid.Line("P1").Available);
    }

    [Fact]
    public async Task NeededBy_Passed_EndsTheRequest()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("r1", neededBy: grid.Now.AddHours(5));
        grid.Advance(TimeSpan.FromHours(5) + TimeSpan.FromSeconds(5));
        Assert.Equal(RequestStatus.Expired, grid.View("r1").Status);
        grid.Count("P1", 1);
        Assert.Equal(1, grid.Line("P1").Available);
    }

    [Fact]
    public async Task Recall_BreaksHoldsAndOffersNothingUntilItEnds()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Count("P1", 2);
        grid.Open("r1");
        var sku = grid.Host.Grains.GetGrain<Skus.ISkuGrain>(TestGrid.Pack.Value);
        grid.Host.Run(() => sku.PublishAsync(new(TestGrid.Pack, "Paxlovid", Group: "paxlovid")));
        grid.Host.Run(() => sku.SuspendAsync(true));
        Assert.Equal((MatchStatus.Broken, 0), (grid.Match("r1").Status, grid.Line("P1").Available));
        grid.Open("r2");
        Assert.Empty(grid.View("r2").Matches);
        grid.Host.Run(() => sku.SuspendAsync(false));
        grid.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(MatchStatus.Held, grid.Match("r2").Status);
    }

    [Fact]
    public async Task Accept_SentTwiceAtOnce_IsTakenOnce()
    {
        await using var grid = await TestGrid.StartAsync();
        grid.Register("P1");
        grid.Open("r1");
        grid.Count("P1", 1);
        var (request, match) = (grid.Request("r1"), grid.Match("r1").Id);

        var outcomes = grid.Host.Run(() => Task.WhenAll(request.AcceptAsync(TestGrid.PatientOf("r1"), match), request.AcceptAsync(TestGrid.PatientOf("r1"), match)));

        Assert.All(outcomes, outcome => Assert.Equal(MatchStatus.Accepted, outcome.Value!.Status));
        Assert.Equal([NoticeKind.Held, NoticeKind.Accepted], grid.Inbox("r1"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task OneSeed_Twice_GivesTheSameMatches(ulong seed)
    {
        Assert.Equal(await Story(), await Story());

        async Task<string> Story()
        {
            await using var grid = await TestGrid.StartAsync(seed);
            for (var i = 0; i < 6; i++)
                grid.Register("P" + i, i);
            for (var i = 0; i < 30; i++)
                grid.Open("r" + i, radius: 3000 + (i * 200), quantity: 1 + (i % 2), maySplit: i % 3 == 0);
            for (var i = 0; i < 6; i++)
                grid.Count("P" + i, 3);
            grid.Advance(TimeSpan.FromHours(3));
            return string.Join('\n', Enumerable.Range(0, 30).Select(i => string.Join(' ', grid.View("r" + i).Matches.Select(match => match.ToString()))));
        }
    }

    /// <summary>Keeps the calls of one method back until told.</summary>
    private sealed class LateCalls(string method) : ICallTransport
    {
        private readonly List<CarriedCall> kept = [];

        public bool AreKept { get; set; }

        public void Carry(CarriedCall carried)
        {
            if (AreKept && !carried.IsReply && carried.MethodName == method)
                kept.Add(carried);
            else
                carried.Deliver();
        }

        public void Deliver()
        {
            AreKept = false;
            Assert.NotEmpty(kept);
            kept.ForEach(carried => carried.Deliver());
        }
    }
}
