using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using Xunit;

namespace MatchGrid.Tests.Core.Pharmacies;

public sealed class StockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Sku Pack = new("ndc:00069-1085-30");
    private static readonly SourceId Till = new("till");
    private readonly GridOptions options = new();
    private readonly PharmacyState state = new();

    public StockTests() => state.Apply(new PharmacyRegistered(
        new(new("P1"), "First", PharmacyKind.Retail, new(40.7, -74.0), OpeningHours.AlwaysOpen)));

    private StockReply Report(SourceId source, long? first, DateTimeOffset now, params StockChange[] changes)
    {
        var decision = StockDecider.Report(state, new(source, first, [.. changes]), options, now);
        foreach (var change in decision.Events)
            state.Apply(change);
        return decision.Reply;
    }

    private HoldId Hold(string id, int quantity, DateTimeOffset now)
    {
        var decision = PharmacyDecider.Hold(state, new(new(id), new("R" + id), Pack, quantity, quantity, false, null), options, now);
        Assert.Null(decision.Grant.Refusal);
        Apply(decision.Events);
        Apply(PharmacyDecider.Take(state, new(id), new("R" + id), "CODE" + id, now));
        return new(id);
    }

    private void Apply(IReadOnlyList<PharmacyEvent> events)
    {
        foreach (var change in events)
            state.Apply(change);
    }

    private static StockChange Count(int count, DateTimeOffset at) => new(Pack, count, null, at);

    private static StockChange Delta(int delta, DateTimeOffset at, HoldId? hold = null) => new(Pack, null, delta, at, hold);

    private StockLine Line => state.LineOf(Pack);

    [Fact]
    public void Report_RepeatedNumber_ChangesNothing()
    {
        Report(Till, 1, Noon, Delta(5, Noon), Delta(2, Noon));
        var reply = Report(Till, 1, Noon, Delta(5, Noon), Delta(2, Noon));
        Assert.Equal((0, 2, 7), (reply.Applied, reply.Repeated, Line.OnHand));
    }

    [Fact]
    public void Report_OverlappingNumbers_AppliesOnlyTheNewOnes()
    {
        Report(Till, 1, Noon, Delta(5, Noon), Delta(2, Noon));
        var reply = Report(Till, 2, Noon, Delta(2, Noon), Delta(10, Noon));
        Assert.Equal((1, 1, 17, 3L), (reply.Applied, reply.Repeated, Line.OnHand, reply.LastNumber));
    }

    [Fact]
    public void Report_MissingNumber_LineOffersNothingUntilItsNextCount()
    {
        Report(Till, 1, Noon, Count(5, Noon));
        var reply = Report(Till, 3, Noon.AddMinutes(1), Delta(1, Noon.AddMinutes(1)));
        Assert.Equal(2, reply.GapFrom);
        Assert.True(Line.Unsure);
        Assert.Equal(0, state.AvailableOf(Pack));
        Report(Till, 4, Noon.AddMinutes(2), Count(4, Noon.AddMinutes(2)));
        Assert.Equal(4, state.AvailableOf(Pack));
    }

    [Fact]
    public void Count_OlderThanTheLast_IsRefusedAsStale()
    {
        Report(Till, null, Noon, Count(5, Noon));
        var reply = Report(Till, null, Noon, Count(9, Noon.AddMinutes(-1)));
        Assert.Equal(RefusalCodes.StaleCount, Assert.Single(reply.Refused).Refusal.Code);
        Assert.Equal(5, Line.OnHand);
    }

    [Fact]
    public void Count_TakenBeforeADelta_KeepsTheDeltaOnTop()
    {
        Report(Till, null, Noon, Count(5, Noon));
        Report(Till, null, Noon.AddMinutes(10), Delta(-2, Noon.AddMinutes(10)));
        Report(Till, null, Noon.AddMinutes(11), Count(6, Noon.AddMinutes(5)));
        Assert.Equal(4, Line.OnHand);
    }

    [Fact]
    public void HandOver_LateCount_NeverBringsThePackBack()
    {
        Report(Till, null, Noon, Count(3, Noon));
        var hold = Hold("1", 1, Noon.AddMinutes(1));
        Apply(PharmacyDecider.HandOver(state, hold, "CODE1", Noon.AddMinutes(10)).Events);
        Assert.Equal((2, 0, 1), (Line.OnHand, Line.Held, Line.UnseenPacks));
        Report(Till, null, Noon.AddMinutes(12), Count(3, Noon.AddMinutes(5))); // counted while the pack was still there
        Assert.Equal(2, Line.OnHand);
        Report(Till, null, Noon.AddMinutes(20), Count(2, Noon.AddMinutes(15))); // counted without it
        Assert.Equal((2, 0), (Line.OnHand, Line.UnseenPacks));
    }

    [Fact]
    public void HandOver_DeltaNamingTheHold_IsNotSubtractedTwice()
    {
        Report(Till, null, Noon, Count(3, Noon));
        var hold = Hold("1", 1, Noon);
        Apply(PharmacyDecider.HandOver(state, hold, "code1", Noon.AddMinutes(10)).Events);
        Report(Till, null, Noon.AddMinutes(11), Delta(-1, Noon.AddMinutes(10), hold));
        Assert.Equal((2, 0), (Line.OnHand, Line.UnseenPacks));
    }

    [Fact]
    public void HandOver_ASourceThatNeverShowsThem_IsRememberedWithinBoundsAndStaysSubtracted()
    {
        Report(Till, null, Noon, Delta(100, Noon));
        for (var i = 1; i <= 90; i++)
        {
            var hold = Hold($"{i}", 1, Noon.AddMinutes(i));
            Apply(PharmacyDecider.HandOver(state, hold, "code" + i, Noon.AddMinutes(i)).Events);
            Assert.Equal((100 - i, 100 - i), (Line.OnHand, state.AvailableOf(Pack)));
        }

        Assert.Equal((StockLine.MostMoves, StockLine.MostMoves), (Line.Unseen.Length, Line.Moves.Length));

        // Counted before what is forgotten by now: not understood any more. Counted in the middle: the later hand-overs stay on top, and nothing comes back.
        Assert.Equal(RefusalCodes.StaleCount, Assert.Single(Report(Till, null, Noon.AddMinutes(99), Count(99, Noon.AddMinutes(1))).Refused).Refusal.Code);
        Report(Till, null, Noon.AddMinutes(100), Count(30, Noon.AddMinutes(70)));
        Assert.Equal((10, 20), (Line.OnHand, Line.UnseenPacks));
        Report(Till, null, Noon.AddMinutes(110), Count(10, Noon.AddMinutes(105)));
        Assert.Equal((10, 0), (Line.OnHand, Line.UnseenPacks));
    }

    [Fact]
    public void Delta_NamingALiveHold_IsItsHandOver()
    {
        Report(Till, null, Noon, Count(3, Noon));
        var hold = Hold("1", 1, Noon);
        Report(Till, null, Noon.AddMinutes(11), Delta(-1, Noon.AddMinutes(10), hold));
        Assert.Empty(state.Holds);
        Assert.Equal((2, 0, 2), (Line.OnHand, Line.Held, state.AvailableOf(Pack)));
    }

    [Fact]
    public void Count_SecondSource_IsRefusedAndMarked()
    {
        Report(Till, null, Noon, Count(3, Noon));
        var reply = Report(new("robot"), null, Noon, Count(7, Noon));
        Assert.Equal(RefusalCodes.ConflictingSource, Assert.Single(reply.Refused).Refusal.Code);
        Assert.Equal((3, new SourceId("robot")), (Line.OnHand, Line.Conflict));
    }

    [Fact]
    public void Count_UnderWhatIsHeld_BreaksTheYoungestHolds()
    {
        Report(Till, null, Noon, Count(3, Noon));
        Hold("1", 1, Noon.AddMinutes(1));
        Hold("2", 1, Noon.AddMinutes(2));
        Hold("3", 1, Noon.AddMinutes(3));
        var reply = Report(Till, null, Noon.AddMinutes(5), Count(1, Noon.AddMinutes(5)));
        Assert.Equal(2, reply.HoldsBroken);
        Assert.Equal("1", Assert.Single(state.Holds.Keys).Value);
        Assert.Equal((1, 1, 0), (Line.OnHand, Line.Held, state.AvailableOf(Pack)));
    }

    [Theory]
    [InlineData(-1, null, RefusalCodes.CountOutOfRange)]
    [InlineData(1_000_001, null, RefusalCodes.CountOutOfRange)]
    [InlineData(null, 0, RefusalCodes.CountOutOfRange)]
    [InlineData(null, null, RefusalCodes.InvalidCount)]
    [InlineData(1, 1, RefusalCodes.InvalidCount)]
    public void Report_AbsurdChange_IsRefusedAndTheRestKept(int? count, int? delta, string code)
    {
        var reply = Report(Till, null, Noon, new StockChange(Pack, count, delta, Noon), Count(4, Noon));
        var refused = Assert.Single(reply.Refused);
        Assert.Equal((0, code, 1, 4), (refused.Index, refused.Refusal.Code, reply.Applied, Line.OnHand));
    }

    [Fact]
    public void Report_FromTheFuture_IsRefused()
    {
        var reply = Report(Till, null, Noon, Count(4, Noon.AddHours(1)));
        Assert.Equal(RefusalCodes.InstantInFuture, Assert.Single(reply.Refused).Refusal.Code);
    }

    [Fact]
    public void Report_WhileTheClockWasSetBack_CountsAfterWhatIsKnown()
    {
        Report(Till, null, Noon, Count(4, Noon));
        var back = Noon.AddMinutes(-4);

        Report(Till, null, back, Delta(-1, Noon.AddSeconds(1)));
        Assert.Equal(3, Line.OnHand); // no part of the count

        Report(Till, null, back, Count(6, Noon.AddSeconds(20)));
        Assert.Equal((6, true), (Line.OnHand, Line.CountedAt > Noon));
        Assert.Equal(RefusalCodes.StaleCount, Assert.Single(Report(Till, null, back, Count(9, back)).Refused).Refusal.Code);
    }

    [Fact]
    public void Hold_Repeated_IsGrantedOnce()
    {
        Report(Till, null, Noon, Count(3, Noon));
        var command = new HoldCommand(new("1"), new("R1"), Pack, 1, 2, false, null);
        Apply(PharmacyDecider.Hold(state, command, options, Noon).Events);
        var again = PharmacyDecider.Hold(state, command, options, Noon);
        Assert.Empty(again.Events);
        Assert.Equal((2, 2), (again.Grant.Quantity, Line.Held));
    }

    [Fact]
    public void Hold_BeyondFloor_IsRefused()
    {
        Report(Till, null, Noon, Count(3, Noon));
        Apply([new FloorSet(Pack, 2)]);
        var decision = PharmacyDecider.Hold(state, new(new("1"), new("R1"), Pack, 2, 2, false, null), options, Noon);
        Assert.Equal(RefusalCodes.NotAvailable, decision.Grant.Refusal?.Code);
    }

    [Fact]
    public void Suspension_BreaksHoldsAndOffersNothing()
    {
        Report(Till, null, Noon, Count(3, Noon));
        Hold("1", 1, Noon);
        Apply(PharmacyDecider.Suspend(state, Pack, true, Noon).Events);
        Assert.Empty(state.Holds);
        Assert.Equal(0, state.AvailableOf(Pack));
        var told = Assert.Single(state.Outbox.For("request/R1"));
        Assert.Equal(HoldEnd.Recalled, Assert.IsType<MatchGrid.Messages.HoldEnded>(told.Body).End);
    }

    [Fact]
    public void Deadline_Passed_TakenHoldLapsesAndPendingOneIsAskedAbout()
    {
        Report(Till, null, Noon, Count(3, Noon));
        Hold("1", 1, Noon);
        Apply(PharmacyDecider.Hold(state, new(new("2"), new("R2"), Pack, 1, 1, false, null), options, Noon).Events);
        var wake = PharmacyDecider.Wake(state, options, Noon + options.PendingAsk);
        Assert.Equal("2", Assert.Single(wake.Reply).Id.Value);
        Apply(wake.Events);
        Apply(PharmacyDecider.Wake(state, options, Noon + options.AnswerWindow).Events);
        Assert.Equal("2", Assert.Single(state.Holds.Keys).Value);
        Assert.Equal(2, state.AvailableOf(Pack));
    }

    [Fact]
    public void Snapshot_RoundTrip_KeepsEverything()
    {
        Report(Till, 1, Noon, Count(3, Noon), Delta(4, Noon.AddSeconds(1)));
        Hold("1", 1, Noon);
        Apply(PharmacyDecider.HandOver(state, Hold("2", 2, Noon), "CODE2", Noon.AddMinutes(1)).Events);
        var bytes = PharmacyJson.Codec.EncodeState(state);
        var again = PharmacyJson.Codec.DecodeState(bytes);
        Assert.Equal(bytes.ToArray(), PharmacyJson.Codec.EncodeState(again).ToArray());
        Assert.Equal((Line.OnHand, Line.Held, Line.UnseenPacks, state.Deadline), (again.LineOf(Pack).OnHand, again.LineOf(Pack).Held, again.LineOf(Pack).UnseenPacks, again.Deadline));
    }
}
