using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using Xunit;
using static MatchGrid.Tests.Cells.Example;

namespace MatchGrid.Tests.Cells;

public sealed class LeafBookTests
{
    private static readonly ListedPharmacy Here = new(Alexanderplatz, 500);

    private readonly RecordingPost post = new();
    private readonly GridOptions options = new();
    private DateTimeOffset now = Noon;

    [Fact]
    public void Activation_WithPharmacies_AsksThemAndIsReadyOnceAllHaveAnswered()
    {
        var book = Book(One, Two);

        Assert.Equal([One, Two], post.Take<PharmacyId>());
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        Assert.False(book.IsReady);
        book.PharmacyPresence(Whole(Two, 10, 1), now);
        Assert.True(book.IsReady);
        Assert.Equal([false, true], post.Take<ChildPresence>().Select(presence => presence.Whole));
    }

    [Fact]
    public void Activation_SilentPharmacy_IsReadyAfterASecondAndAsksAgainEveryPeriod()
    {
        var book = Book(One, Two);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        post.Take<PharmacyId>();

        TickAt(book, CellBook.AnswerWithin);
        Assert.True(book.IsReady);
        Assert.Equal(Insulin, Assert.Single(post.Take<ChildPresence>()[^1].Here));
        TickAt(book, options.DigestPeriod);
        Assert.Equal([Two], post.Take<PharmacyId>());
    }

    [Fact]
    public void Activation_Empty_NeedsNoClockAndTellsNobody()
    {
        var book = Book();

        Assert.True(book.IsReady);
        Assert.Null(book.NextDue);
        Assert.Empty(post.Take<ChildPresence>());
    }

    [Fact]
    public void Presence_Whole_IsAnsweredWithTheInterestsOfWhatIsThere()
    {
        var book = Book(One);
        book.SetInterest(Wants(Leaf, Insulin), now);
        book.SetInterest(Wants(Leaf, Valproate), now);
        TickAt(book, CellBook.NewInterestAfter);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);

        var (pharmacy, told) = Assert.Single(post.Take<(PharmacyId, LeafInterests)>());
        Assert.Equal(One, pharmacy);
        Assert.True(told.Whole);
        Assert.Equal((10, 77, 1), (told.Epoch, told.LeafEpoch, told.Number));
        Assert.Equal(Insulin, Assert.Single(told.Skus).Sku);
    }

    [Fact]
    public void Presence_EveryChangedQuantity_IsToldToTheMarkets()
    {
        var book = Book(One);
        book.SetInterest(Wants(Leaf, Insulin), now);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3, position: 20)), now);
        book.PharmacyPresence(Change(One, 10, 2, DigestOf(Insulin), Line(Insulin, 5, position: 21)), now);
        book.PharmacyPresence(Change(One, 10, 3, DigestOf(Insulin), Line(Insulin, 5, position: 22)), now);
        book.PharmacyPresence(Change(One, 10, 4, 0, Line(Insulin, 0, position: 23)), now);

        Assert.Equal(
            [Supply(3, 20), Supply(5, 21), Supply(0, 23)],
            post.Take<(MarketId, SupplyChange)>().Select(told => told.Item2));
    }

    [Fact]
    public void Presence_OfAnUnlistedPharmacy_CountsOnceItIsListed()
    {
        var book = Book();
        book.SetInterest(Wants(Leaf, Insulin), now);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        Assert.Empty(post.Take<(MarketId, SupplyChange)>());
        Assert.Empty(book.Find(Query).Found);

        book.PharmacyEntered(One, Here, now);

        Assert.Equal(3, Assert.Single(book.Find(Query).Found).Available);
        Assert.Equal(3, Assert.Single(post.Take<(MarketId, SupplyChange)>()).Item2.Available);
        Assert.True(Assert.Single(post.Take<(PharmacyId, LeafInterests)>()).Item2.Whole);
        Assert.Empty(post.Take<PharmacyId>());
    }

    [Fact]
    public void Presence_WithAGap_IsAppliedAndAskedFor()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1), now);
        post.Take<PharmacyId>();

        book.PharmacyPresence(Change(One, 10, 3, DigestOf(Insulin, Valproate), Line(Insulin, 3)), now);

        Assert.True(book.Has(Insulin));
        Assert.Equal([One], post.Take<PharmacyId>());
    }

    [Fact]
    public void Presence_OfANewEpoch_IsAskedForAndReplacesOnceWhole()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        post.Take<PharmacyId>();

        book.PharmacyPresence(Change(One, 11, 1, DigestOf(Valproate), Line(Valproate, 1)), now);
        Assert.Equal([One], post.Take<PharmacyId>());
        book.PharmacyPresence(Whole(One, 11, 2, Line(Valproate, 1)), now);

        Assert.False(book.Has(Insulin));
        Assert.True(book.Has(Valproate));
    }

    [Fact]
    public void Presence_WithAnotherDigest_IsAskedFor()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        post.Take<PharmacyId>();

        book.PharmacyPresence(Change(One, 10, 2, DigestOf(Insulin, Valproate)), now);

        Assert.Equal([One], post.Take<PharmacyId>());
    }

    [Fact]
    public void Presence_AfterHalfAPeriod_IsAnsweredWithEverythingWhileSomebodyIsInterested()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        book.SetInterest(Wants(Leaf, Insulin, position: 1), now);
        TickAt(book, CellBook.NewInterestAfter);
        post.Take<(PharmacyId, LeafInterests)>();
        book.PharmacyPresence(Change(One, 10, 2, DigestOf(Insulin)), now);
        Assert.Empty(post.Take<(PharmacyId, LeafInterests)>());

        now += options.DigestPeriod / 2;
        book.PharmacyPresence(Change(One, 10, 3, DigestOf(Insulin)), now);
        Assert.True(Assert.Single(post.Take<(PharmacyId, LeafInterests)>()).Item2.Whole);

        book.SetInterest(WantsNoMore(Leaf, Insulin, position: 2), now);
        TickAt(book, CellBook.ChangedInterestAfter);
        post.Take<(PharmacyId, LeafInterests)>();
        for (var number = 4; number < 7; number++)
        {
            now += options.DigestPeriod;
            book.PharmacyPresence(Change(One, 10, number, DigestOf(Insulin)), now);
        }

        Assert.Empty(Assert.Single(post.Take<(PharmacyId, LeafInterests)>()).Item2.Skus);
    }

    [Fact]
    public void Interest_WhileAPharmacyBeginsAnew_IsKeptForTheAnswerToItsWhole()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        book.PharmacyPresence(Change(One, 11, 1, DigestOf(Insulin)), now);
        post.Take<(PharmacyId, LeafInterests)>();

        book.SetInterest(Wants(Leaf, Insulin), now);
        TickAt(book, CellBook.NewInterestAfter);
        Assert.Empty(post.Take<(PharmacyId, LeafInterests)>());
        book.PharmacyPresence(Whole(One, 11, 2, Line(Insulin, 3)), now);

        var (_, told) = Assert.Single(post.Take<(PharmacyId, LeafInterests)>());
        Assert.Equal((11, true, 1), (told.Epoch, told.Whole, told.Skus.Length));
    }

    [Fact]
    public void Presence_SkuNewlyThere_TellsThePharmacyWhoIsInterested()
    {
        var book = Book(One);
        book.SetInterest(Wants(Leaf, Insulin), now);
        TickAt(book, CellBook.NewInterestAfter);
        book.PharmacyPresence(Whole(One, 10, 1), now);
        post.Take<(PharmacyId, LeafInterests)>();

        book.PharmacyPresence(Change(One, 10, 2, DigestOf(Insulin, Valproate), Line(Insulin, 3), Line(Valproate, 1)), now);

        var (_, told) = Assert.Single(post.Take<(PharmacyId, LeafInterests)>());
        Assert.False(told.Whole);
        Assert.Equal([Insulin], told.Skus.Select(interests => interests.Sku));
    }

    [Fact]
    public void Interest_NewMarket_IsToldAllSupplyAndThePharmaciesHearOfIt()
    {
        var book = Book(One, Two);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        book.PharmacyPresence(Whole(Two, 10, 1, Line(Valproate, 2)), now);
        post.Take<(PharmacyId, LeafInterests)>();

        book.SetInterest(Wants(Leaf, Insulin), now);
        TickAt(book, CellBook.NewInterestAfter);

        var (market, change) = Assert.Single(post.Take<(MarketId, SupplyChange)>());
        Assert.Equal(new(Insulin, Leaf), market);
        Assert.Equal(new(One, Here.Place, Here.DeliveryMetres, 3, 1, Answer: false), change);
        Assert.Equal(One, Assert.Single(post.Take<(PharmacyId, LeafInterests)>()).Item1);
    }

    [Fact]
    public void Interest_SatisfiedAtOnce_NeverGoesDown()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        post.Take<(PharmacyId, LeafInterests)>();

        book.SetInterest(Wants(Leaf, Insulin, position: 1), now);
        book.SetInterest(WantsNoMore(Leaf, Insulin, position: 2), now);
        TickAt(book, CellBook.ChangedInterestAfter);

        Assert.Empty(post.Take<(MarketId, SupplyChange)>());
        Assert.Empty(post.Take<(PharmacyId, LeafInterests)>());
    }

    [Fact]
    public void Interest_RestartedMarket_IsToldAllSupplyAgain()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        book.SetInterest(Wants(Leaf, Insulin, epoch: 1), now);
        TickAt(book, CellBook.NewInterestAfter);
        Assert.Single(post.Take<(MarketId, SupplyChange)>());

        book.SetInterest(Wants(Leaf, Insulin, epoch: 2), now);
        TickAt(book, CellBook.NewInterestAfter);

        Assert.Single(post.Take<(MarketId, SupplyChange)>());
    }

    [Fact]
    public void Interest_RankChanges_GoDownOnceASecond()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        book.SetInterest(Wants(Leaf, Insulin, position: 1), now);
        TickAt(book, CellBook.NewInterestAfter);
        post.Take<(PharmacyId, LeafInterests)>();

        for (var position = 2; position < 10; position++)
            book.SetInterest(Wants(Leaf, Insulin, position, urgency: position), now);
        TickAt(book, CellBook.ChangedInterestAfter / 2);
        Assert.Empty(post.Take<(PharmacyId, LeafInterests)>());
        TickAt(book, CellBook.ChangedInterestAfter / 2);

        var (_, told) = Assert.Single(post.Take<(PharmacyId, LeafInterests)>());
        Assert.Equal(9, Assert.Single(Assert.Single(told.Skus).Markets).First!.Value.Class);
    }

    [Fact]
    public void Interest_Withdrawn_TellsThePharmaciesThatNobodyIsLeft()
    {
        var book = Book(One);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        book.SetInterest(Wants(Leaf, Insulin, position: 1), now);
        TickAt(book, CellBook.NewInterestAfter);
        post.Take<(PharmacyId, LeafInterests)>();

        book.SetInterest(WantsNoMore(Leaf, Insulin, position: 2), now);
        TickAt(book, CellBook.ChangedInterestAfter);

        Assert.Empty(Assert.Single(Assert.Single(post.Take<(PharmacyId, LeafInterests)>()).Item2.Skus).Markets);
    }

    [Fact]
    public void Tick_EveryPeriod_RepeatsToMarketsWhatIsThere()
    {
        var book = Book(One);
        book.SetInterest(Wants(Leaf, Insulin), now);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        TickAt(book, CellBook.NewInterestAfter);
        post.Take<(MarketId, SupplyChange)>();

        TickAt(book, options.DigestPeriod);

        Assert.Equal(Supply(3, 1), Assert.Single(post.Take<(MarketId, SupplyChange)>()).Item2);
    }

    [Fact]
    public void PharmacyLeft_WhatItHad_IsToldGone()
    {
        var book = Book(One);
        book.SetInterest(Wants(Leaf, Insulin), now);
        book.PharmacyPresence(Whole(One, 10, 1, Line(Insulin, 3)), now);
        post.Take<(MarketId, SupplyChange)>();

        book.PharmacyLeft(One, now);

        Assert.Equal(0, Assert.Single(post.Take<(MarketId, SupplyChange)>()).Item2.Available);
        Assert.False(book.Has(Insulin));
        Assert.Empty(book.Find(Query).Found);
    }

    [Fact]
    public void Demand_Figures_LargestFirstAndOnlyOfThoseWhoSpoke()
    {
        var state = new CellState();
        state.Apply(new InterestOpened(new("gtin:0"), RankOf("R1"), 1));
        var book = new LeafBook(Leaf, 77, state, options, post, now);
        book.SetInterest(Wants(Leaf, Insulin, open: 2), now);
        book.SetInterest(Wants(Leaf, Valproate, open: 5), now);

        Assert.Equal([new(Valproate, 5, 5), new(Insulin, 2, 2)], book.Demand(10).ToArray());
        Assert.Equal([Valproate], book.Demand(1).Select(figure => figure.Sku));
    }

    private static FindSupply Query => new(Insulin, Alexanderplatz, 1_000_000, 64);

    private static SkuPresence Line(Sku sku, int available, long position = 1) => new(sku, available, position);

    private static SupplyChange Supply(int available, long position) =>
        new(One, Here.Place, Here.DeliveryMetres, available, position, Answer: false);

    private LeafBook Book(params PharmacyId[] pharmacies)
    {
        var state = new CellState { Occupied = pharmacies.Length > 0 };
        foreach (var pharmacy in pharmacies)
            state.Pharmacies.Add(pharmacy, Here);
        return new(Leaf, 77, state, options, post, now);
    }

    private void TickAt(CellBook book, TimeSpan later)
    {
        now += later;
        book.Tick(now);
    }
}
