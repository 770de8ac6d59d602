using Xunit;

namespace MatchGrid.Tests.Simulation.Linearizability;

/// <summary>The checker itself, on histories whose verdict is known.</summary>
public sealed class LinearizabilityTests
{
    private static readonly Moment Then = Moment.At(1);

    [Fact]
    public void Sequence_AsItHappens_Holds() => Assert.True(Holds(
        new(Counted(3, at: 1), 1, 2), new(Granted("a", 2), 3, 4), new(Refused("b", 2), 5, 6), new(new Release("a"), 7, 8), new(Granted("b", 2), 9, 10), new(Seen(3, 2), 11, 12)));

    [Fact]
    public void TwoAtOnce_EitherOrderWillDo_Holds() => Assert.True(Holds(
        new(Counted(1, at: 1), 1, 2), new(Refused("a", 1), 3, 6), new(Granted("b", 1), 4, 5)));

    [Fact]
    public void Read_OfWhatWasOverwrittenBefore_IsFound() => Assert.False(Holds(
        new(Counted(3, at: 1), 1, 2), new(Counted(1, at: 2), 3, 4), new(Seen(3, 0), 5, 6)));

    [Fact]
    public void Read_WhileItIsOverwritten_Holds() => Assert.True(Holds(
        new(Counted(3, at: 1), 1, 2), new(Counted(1, at: 2), 3, 7), new(Seen(1, 0), 4, 5), new(Seen(1, 0), 6, 8)));

    [Fact]
    public void Read_ThatGoesBack_IsFound() => Assert.False(Holds(
        new(Counted(3, at: 1), 1, 2), new(Counted(1, at: 2), 3, 9), new(Seen(1, 0), 4, 5), new(Seen(3, 0), 6, 7)));

    [Fact]
    public void OnePack_GrantedTwice_IsFound() => Assert.False(Holds(
        new(Counted(1, at: 1), 1, 2), new(Granted("a", 1), 3, 6), new(Granted("b", 1), 4, 5)));

    [Fact]
    public void OneHold_AskedForTwice_TakesOnePackOnly()
    {
        Assert.True(Holds(new(Counted(2, at: 1), 1, 2), new(Granted("a", 1), 3, 4), new(Granted("a", 1), 5, 6), new(Seen(2, 1), 7, 8)));
        Assert.False(Holds(new(Counted(2, at: 1), 1, 2), new(Granted("a", 1), 3, 4), new(Granted("a", 1), 5, 6), new(Seen(2, 2), 7, 8)));
    }

    [Fact]
    public void Release_ThatIsLost_IsFound() => Assert.False(Holds(
        new(Counted(1, at: 1), 1, 2), new(Granted("a", 1), 3, 4), new(new Release("a"), 5, 6), new(Refused("b", 1), 7, 8)));

    [Fact]
    public void Release_ThatCountsTwice_IsFound() => Assert.False(Holds(
        new(Counted(2, at: 1), 1, 2), new(Granted("a", 1), 3, 4), new(new Release("a"), 5, 6), new(new Release("a"), 7, 8), new(Granted("b", 2), 9, 10), new(Granted("c", 1), 11, 12)));

    [Fact]
    public void WithoutAnAnswer_ItMayHaveHappened() => Assert.True(Holds(
        new(Counted(1, at: 1), 1, 2), new(Asked("a", 1), 3, null), new(Refused("b", 1), 4, 5)));

    [Fact]
    public void WithoutAnAnswer_ItMayNeverHappen() => Assert.True(Holds(
        new(Counted(1, at: 1), 1, 2), new(Asked("a", 1), 3, null), new(Granted("b", 1), 4, 5), new(Seen(1, 1), 6, 7)));

    [Fact]
    public void WithoutAnAnswer_ItMayHappenMuchLater() => Assert.True(Holds(
        new(Counted(1, at: 1), 1, 2), new(Granted("a", 1), 3, 4), new(new Release("a"), 5, null), new(Refused("b", 1), 6, 7), new(Granted("c", 1), 8, 9)));

    [Fact]
    public void WithoutAnAnswer_ItDoesNotHappenTwice() => Assert.False(Holds(
        new(Counted(1, at: 1), 1, 2), new(Asked("a", 1), 3, null), new(Refused("b", 1), 4, 5), new(Granted("c", 1), 6, 7)));

    [Fact]
    public void WithoutAnAnswer_ItDoesNotHappenBeforeItsCall() => Assert.False(Holds(
        new(Counted(1, at: 1), 1, 2), new(Refused("b", 1), 3, 4), new(Asked("a", 1), 5, null)));

    [Fact]
    public void Count_FromBeforeTheNewest_MustBeRefused()
    {
        Assert.False(Holds(new(Counted(1, at: 5), 1, 2), new(Counted(4, at: 3), 3, 4)));
        Assert.True(Holds(new(Counted(1, at: 5), 1, 2), new(Counted(4, at: 3, "stale_count"), 3, 4)));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Count_FromBeforeAHandOver_DoesNotBringItsPackBack(int left, bool holds) => Assert.Equal(holds, Holds(
        new(Counted(3, at: 1), 1, 2), new(Granted("a", 1), 3, 4), new(new Confirm("a"), 5, 6), new(new HandOver("a", Moment.At(10)), 7, 8),
        new(Counted(3, at: 9), 9, 10), new(Seen(left, 0), 11, 12)));

    [Fact]
    public void HandOver_AtAMomentThatIsNotKnown_MayBeBeforeOrAfterTheCount()
    {
        foreach (var left in new[] { 2, 3 })
        {
            Assert.True(Holds(
                new(Counted(3, at: 1), 1, 2), new(Granted("a", 1), 3, 4), new(new Confirm("a"), 5, 6), new(new HandOver("a", new(5, 15)), 7, 8),
                new(Counted(3, at: 9), 9, 10), new(Seen(left, 0), 11, 12)));
        }
    }

    [Theory]
    [InlineData("b", true)]
    [InlineData("a", false)]
    public void Count_UnderWhatIsHeld_BreaksTheYoungest(string gone, bool holds) => Assert.Equal(holds, Holds(
        new(Counted(2, at: 1), 1, 2), new(Granted("a", 1, placed: 2), 3, 4), new(Granted("b", 1, placed: 3), 5, 6), new(Counted(1, at: 4, broken: 1), 7, 8),
        new(Refused(gone, 1, "hold_ended"), 9, 10)));

    [Fact]
    public void RandomHistories_OfARealObject_Hold()
    {
        for (var seed = 1UL; seed <= 300; seed++)
            Assert.True(Holds([.. new RandomHistory(seed).Calls]), $"seed {seed}");
    }

    [Fact]
    public void RandomHistories_WithOneAnswerChanged_AreMostlyFound()
    {
        var (found, of) = (0, 300);
        for (var seed = 1UL; seed <= (ulong)of; seed++)
            found += Holds([.. new RandomHistory(seed).Mutated()]) ? 0 : 1;

        // Some changes make another history that could have been.
        Assert.InRange(found, of * 8 / 10, of);
    }

    private static bool Holds(params Call<StockOperation>[] history) =>
        new LinearizabilityChecker<StockLineState, StockOperation>(new StockLineModel()).Check(history).Holds ?? throw new InvalidOperationException("undecided");

    private static Report Counted(int count, long at, string? refused = null, int broken = 0) =>
        new("count", Numbered: true, count, null, Moment.At(at), Moment.At(at), null, new(refused, Gap: false, broken));

    private static Reserve Granted(string id, int packs, long placed = 1) => new(id, 1, packs, Moment.At(placed), new(null, packs));

    private static Reserve Refused(string id, int least, string code = "not_available") => new(id, least, least, Then, new(code, 0));

    private static Reserve Asked(string id, int packs) => new(id, packs, packs, Then, null);

    private static SeeLine Seen(int onHand, int held) => new(onHand, held, onHand - held);
}
