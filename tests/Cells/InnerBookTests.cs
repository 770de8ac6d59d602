using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using Xunit;
using static MatchGrid.Tests.Cells.Example;

namespace MatchGrid.Tests.Cells;

public sealed class InnerBookTests
{
    private static readonly CellId First = Inner.Children[0];
    private static readonly CellId Second = Inner.Children[1];

    private readonly RecordingPost post = new();
    private readonly GridOptions options = new();
    private DateTimeOffset now = Noon;

    [Fact]
    public void Activation_AsksItsChildrenAndTellsTheParentOnceAllHaveAnswered()
    {
        var book = Book(First, Second);

        Assert.Equal([First, Second], post.Take<CellId>());
        book.ChildPresence(WholeOf(First, 1, Insulin), now);
        book.ChildPresence(WholeOf(Second, 1, Insulin), now);

        var told = post.Take<ChildPresence>();
        Assert.Equal([false, true], told.Select(presence => presence.Whole));
        Assert.All(told, presence => Assert.Equal(Insulin, Assert.Single(presence.Here)));
        Assert.Equal([1, 2], told.Select(presence => presence.Number));
    }

    [Fact]
    public void Presence_OnlyFirstAndLast_GoUp()
    {
        var book = Ready(First, Second);
        book.InterestsFromAbove(Above(1, whole: true), now);
        post.Take<ChildPresence>();
        book.ChildPresence(Delta(First, 2, here: [Insulin], gone: [], Insulin), now);
        Assert.Equal(Insulin, Assert.Single(Assert.Single(post.Take<ChildPresence>()).Here));

        book.ChildPresence(Delta(Second, 2, here: [Insulin], gone: [], Insulin), now);
        book.ChildPresence(Delta(First, 3, here: [], gone: [Insulin]), now);
        TickAt(book, options.LastPresenceDelay);
        Assert.DoesNotContain(post.Take<ChildPresence>(), presence => presence.Here.Length + presence.Gone.Length > 0);

        book.ChildPresence(Delta(Second, 3, here: [], gone: [Insulin]), now);
        TickAt(book, options.LastPresenceDelay - TimeSpan.FromTicks(1));
        Assert.DoesNotContain(post.Take<ChildPresence>(), presence => presence.Gone.Length > 0);
        TickAt(book, TimeSpan.FromTicks(1));
        Assert.Equal(Insulin, Assert.Single(post.Take<ChildPresence>()[^1].Gone));
    }

    [Fact]
    public void Presence_Whole_IsAnsweredWithOwnInterestsAndThoseFromAbove()
    {
        var book = Ready(First);
        book.ChildPresence(Delta(First, 2, [Insulin, Valproate], [], Insulin, Valproate), now);
        book.SetInterest(Wants(Inner, Insulin), now);
        book.InterestsFromAbove(Above(1, whole: true, Wants(Inner.Parent, Insulin, urgency: 3)), now);
        post.Take<(CellId, AboveInterests)>();

        book.ChildPresence(WholeOf(First, 3, Insulin, Valproate), now);

        var (child, told) = Assert.Single(post.Take<(CellId, AboveInterests)>());
        Assert.Equal(First, child);
        Assert.True(told.Whole);
        var interests = Assert.Single(told.Skus);
        Assert.Equal([Inner.Parent, Inner], interests.Markets.Select(market => market.Market.Cell));
        Assert.Equal(CellInterests.DigestOf(interests.Markets), told.Digest);
    }

    [Fact]
    public void Presence_WithoutNews_IsAnsweredWithADigest()
    {
        var book = Ready(First);
        post.Take<(CellId, AboveInterests)>();

        book.ChildPresence(Delta(First, 2, [], []), now);

        var (_, told) = Assert.Single(post.Take<(CellId, AboveInterests)>());
        Assert.Empty(told.Skus);
        Assert.Equal(0UL, told.Digest);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(2, false)]
    public void Presence_GapOrOtherDigest_IsAskedFor(long number, bool rightDigest)
    {
        var book = Ready(First);
        post.Take<CellId>();

        book.ChildPresence(Delta(First, number, [Insulin], [], rightDigest ? Insulin : Valproate), now);

        Assert.Equal([First], post.Take<CellId>());
        Assert.True(book.Has(Insulin));
    }

    [Fact]
    public void Presence_OfACellThatIsNoChild_IsIgnored()
    {
        var book = Ready(First);

        book.ChildPresence(WholeOf(Inner.Parent, 1, Insulin), now);

        Assert.False(book.Has(Insulin));
    }

    [Fact]
    public void Interest_New_GoesToTheChildrenThatHaveTheSku()
    {
        var book = Ready(First, Second);
        book.ChildPresence(Delta(Second, 2, [Insulin], [], Insulin), now);
        post.Take<(CellId, AboveInterests)>();

        book.SetInterest(Wants(Inner, Insulin), now);
        Assert.Equal(now + CellBook.NewInterestAfter, book.NextDue);
        TickAt(book, CellBook.NewInterestAfter);

        var (child, told) = Assert.Single(post.Take<(CellId, AboveInterests)>());
        Assert.Equal(Second, child);
        Assert.Equal(new(Insulin, Inner), Assert.Single(Assert.Single(told.Skus).Markets).Market);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Interest_Withdrawn_GoesToEverybodyWhoKnewIt(bool fromBeforeARestart)
    {
        var state = new CellState { Occupied = true, Children = { First } };
        if (fromBeforeARestart)
            state.Apply(new InterestOpened(Insulin, RankOf("R1"), 1));
        var book = new InnerBook(Inner, 77, state, options, post, now);
        if (!fromBeforeARestart)
        {
            book.SetInterest(Wants(Inner, Insulin), now);
            TickAt(book, CellBook.NewInterestAfter);
        }

        book.ChildPresence(WholeOf(First, 1, Insulin), now);
        Assert.Single(Assert.Single(Assert.Single(post.Take<(CellId, AboveInterests)>()).Item2.Skus).Markets);
        book.SetInterest(WantsNoMore(Inner, Insulin, position: 2), now);
        TickAt(book, CellBook.ChangedInterestAfter);

        var (_, told) = Assert.Single(post.Take<(CellId, AboveInterests)>());
        Assert.Empty(Assert.Single(told.Skus).Markets);
        Assert.Equal(0UL, told.Digest);
    }

    [Fact]
    public void Interest_InASkuThatIsNowhere_GoesToTheFirstWhoHasIt()
    {
        var book = Ready(First);
        post.Take<(CellId, AboveInterests)>();
        book.SetInterest(Wants(Inner, Insulin), now);

        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);

        Assert.Single(Assert.Single(Assert.Single(post.Take<(CellId, AboveInterests)>()).Item2.Skus).Markets);
    }

    [Fact]
    public void Interest_WithdrawnBeforeItWentDown_IsToldToNobody()
    {
        var book = Ready(First, Second);
        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);
        book.SetInterest(Wants(Inner, Insulin), now);
        book.ChildPresence(Delta(Second, 2, [Insulin], [], Insulin), now);
        book.SetInterest(WantsNoMore(Inner, Insulin, position: 2), now);
        TickAt(book, CellBook.ChangedInterestAfter);

        Assert.Empty(post.Take<(CellId, AboveInterests)>().SelectMany(told => told.Item2.Skus));
    }

    [Fact]
    public void Above_ForSkusThatAreNotHere_AreNotKept()
    {
        var book = Ready(First);
        post.Take<ChildPresence>();

        book.InterestsFromAbove(Above(1, whole: true, Wants(Inner.Parent, Insulin)), now);

        Assert.True(Assert.Single(post.Take<ChildPresence>()).Whole);
        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);
        Assert.Empty(post.Take<(CellId, AboveInterests)>().SelectMany(told => told.Item2.Skus));
    }

    [Fact]
    public void Above_GapOrOtherDigest_SendsTheWholePresenceOnceASecond()
    {
        var book = Ready(First);
        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);
        book.InterestsFromAbove(Above(1, whole: true), now);
        post.Take<ChildPresence>();

        book.InterestsFromAbove(Above(3, whole: false, Wants(Inner.Parent, Insulin)), now);
        book.InterestsFromAbove(Above(5, whole: false, Wants(Inner.Parent, Insulin)), now);
        Assert.True(Assert.Single(post.Take<ChildPresence>()).Whole);

        now += TimeSpan.FromSeconds(1);
        book.InterestsFromAbove(Above(6, whole: false) with { Digest = 1 }, now);
        Assert.True(Assert.Single(post.Take<ChildPresence>()).Whole);
    }

    [Fact]
    public void Above_ForAnEarlierActivation_IsIgnored()
    {
        var book = Ready(First);
        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);
        post.Take<(CellId, AboveInterests)>();

        book.InterestsFromAbove(Above(1, whole: true, Wants(Inner.Parent, Insulin)) with { Epoch = 76 }, now);

        Assert.Empty(post.Take<(CellId, AboveInterests)>());
    }

    [Fact]
    public void Tick_WholeWithoutAnAnswer_IsSentAgain()
    {
        var book = Ready(First);
        Assert.True(Assert.Single(post.Take<ChildPresence>()).Whole);

        TickAt(book, options.DigestPeriod);
        Assert.True(Assert.Single(post.Take<ChildPresence>()).Whole);
        book.InterestsFromAbove(Above(1, whole: true), now);
        TickAt(book, options.DigestPeriod);

        Assert.Empty(post.Take<ChildPresence>());
        Assert.Null(book.NextDue);
    }

    [Fact]
    public void Tick_LastGone_IsComparedUntilTheParentAnswers()
    {
        var book = Ready(First);
        book.InterestsFromAbove(Above(1, whole: true), now);
        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);
        book.ChildPresence(Delta(First, 3, [], [Insulin]), now);
        TickAt(book, options.LastPresenceDelay);
        post.Take<ChildPresence>();

        TickAt(book, options.DigestPeriod);
        TickAt(book, options.DigestPeriod);
        Assert.Equal(2, post.Take<ChildPresence>().Count);
        book.InterestsFromAbove(Above(2, whole: false), now);
        TickAt(book, options.DigestPeriod);

        Assert.Empty(post.Take<ChildPresence>());
        Assert.Null(book.NextDue);
    }

    [Fact]
    public void NextDue_DigestsOff_NeedsNoClock()
    {
        options.DigestPeriod = TimeSpan.Zero;
        var book = Ready(First);

        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);

        Assert.Null(book.NextDue);
    }

    [Fact]
    public void Interest_WhileAChildBeginsAnew_IsKeptForTheAnswerToItsWhole()
    {
        var book = Ready(First);
        book.ChildPresence(Delta(First, 1, [Insulin], [], Insulin) with { Epoch = 11 }, now);
        post.Take<(CellId, AboveInterests)>();

        book.SetInterest(Wants(Inner, Insulin), now);
        TickAt(book, CellBook.NewInterestAfter);
        Assert.Empty(post.Take<(CellId, AboveInterests)>());
        book.ChildPresence(WholeOf(First, 2, Insulin) with { Epoch = 11 }, now);

        var (_, told) = Assert.Single(post.Take<(CellId, AboveInterests)>());
        Assert.Equal((11, true, 1), (told.Epoch, told.Whole, told.Skus.Length));
    }

    [Fact]
    public void Tick_ChildThatOwesItsWhole_IsAskedEveryPeriod()
    {
        var book = Ready(First);
        post.Take<CellId>();
        book.ChildPresence(Delta(First, 1, [Insulin], [], Insulin) with { Epoch = 11 }, now);
        Assert.Empty(post.Take<CellId>());

        TickAt(book, options.DigestPeriod);
        Assert.Equal([First], post.Take<CellId>());
        book.ChildPresence(WholeOf(First, 2, Insulin) with { Epoch = 11 }, now);
        TickAt(book, options.DigestPeriod);

        Assert.Empty(post.Take<CellId>());
    }

    [Fact]
    public void Presence_Gone_LeavesNothingInTheDigest()
    {
        var book = Ready(First);
        book.SetInterest(Wants(Inner, Insulin), now);
        TickAt(book, CellBook.NewInterestAfter);
        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);
        Assert.NotEqual(0UL, post.Take<(CellId, AboveInterests)>()[^1].Item2.Digest);

        book.ChildPresence(Delta(First, 3, [], [Insulin]), now);
        book.ChildPresence(Delta(First, 4, [], []), now);

        Assert.Equal(0UL, Assert.Single(post.Take<(CellId, AboveInterests)>()).Item2.Digest);
    }

    [Fact]
    public void ChildrenWith_Sku_NearestFirst()
    {
        var book = Ready(First, Second);
        book.ChildPresence(Delta(First, 2, [Insulin], [], Insulin), now);
        book.ChildPresence(Delta(Second, 2, [Insulin], [], Insulin), now);

        Assert.Equal([Second, First], book.ChildrenWith(Insulin, Second.Centre));
        Assert.Equal([First, Second], book.ChildrenWith(Insulin, First.Centre));
        Assert.Empty(book.ChildrenWith(Valproate, First.Centre));
    }

    private static ChildPresence WholeOf(CellId child, long number, params Sku[] skus) => new(child, 10, number, Whole: true, [.. skus], [], DigestOf(skus));

    private static ChildPresence Delta(CellId child, long number, Sku[] here, Sku[] gone, params Sku[] all) =>
        new(child, 10, number, Whole: false, [.. here], [.. gone], DigestOf(all));

    private static AboveInterests Above(long number, bool whole, params MarketInterest[] markets) => new(
        77, 5, number, whole, [.. markets.Select(market => new SkuInterests(market.Market.Sku, [market]))], CellInterests.DigestOf([.. markets]));

    private InnerBook Ready(params CellId[] children)
    {
        var book = Book(children);
        foreach (var child in children)
            book.ChildPresence(WholeOf(child, 1), now);
        Assert.True(book.IsReady);
        return book;
    }

    private InnerBook Book(params CellId[] children)
    {
        var state = new CellState { Occupied = children.Length > 0 };
        state.Children.UnionWith(children);
        return new(Inner, 77, state, options, post, now);
    }

    private void TickAt(CellBook book, TimeSpan later)
    {
        now += later;
        book.Tick(now);
    }
}
