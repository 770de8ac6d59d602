using MatchGrid.Cells;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using Xunit;
using static MatchGrid.Tests.Cells.Example;

namespace MatchGrid.Tests.Cells;

public sealed class CellGrainTests : IDisposable
{
    private static readonly CellId Face = Leaf.AncestorAt(0);
    private static readonly FindSupply Everywhere = new(Insulin, Alexanderplatz, 1_000_000, 64);

    private readonly CellTree tree = new();

    public void Dispose() => tree.Dispose();

    [Fact]
    public void Find_AcrossLeaves_PagesNearestFirst()
    {
        var metres = new double[] { 90_000, 200, 41_000, 12_000, 3_000, 25_000, 60_000, 7_000, 400_000 };
        for (var i = 0; i < metres.Length; i++)
            Open($"P{i}", East(metres[i]), Insulin, i + 1);

        var query = Everywhere with { WithinMetres = 100_000, Most = 3 };
        var first = tree.Find(Face, query);
        Assert.Equal(["P1", "P4", "P7"], first.Found.Select(found => found.Pharmacy.Value));
        Assert.True(first.More);
        Assert.Equal(
            ["P1", "P4", "P7", "P3", "P5", "P2", "P6", "P0"],
            tree.FindAll(Face, query).Select(found => found.Pharmacy.Value));
        Assert.Equal(2, first.Found[0].Available);
    }

    [Fact]
    public void Find_FullPage_VisitsNoFartherLeaf()
    {
        Open("P1", Alexanderplatz, Insulin, 1);
        Open("P2", East(100_000), Insulin, 1);
        tree.Wire.Carried.Clear();

        Assert.Single(tree.Find(Face, Everywhere with { Most = 1 }).Found);

        Assert.DoesNotContain(tree.Wire.Carried, line => line.Contains($"> cell/{CellId.FromPoint(East(100_000))} FindAsync"));
    }

    [Fact]
    public void Find_SkuThatIsNowhere_AsksNobody()
    {
        Open("P1", Alexanderplatz, Insulin, 1);
        tree.Wire.Carried.Clear();

        var page = tree.Find(Face, Everywhere with { Sku = Valproate });

        Assert.Empty(page.Found);
        Assert.False(page.More);
        Assert.Single(tree.Wire.Carried, line => line.EndsWith("FindAsync", StringComparison.Ordinal));
    }

    [Fact]
    public void Find_AfterAllCellsRestarted_MissesNothing()
    {
        Open("P1", Alexanderplatz, Insulin, 1);
        Open("P2", East(50_000), Insulin, 2);
        tree.DropCells();

        Assert.Equal(2, tree.Find(Face, Everywhere).Found.Length);
    }

    [Fact]
    public void Find_OnePharmacySilentAfterARestart_AnswersAfterASecondWithTheRest()
    {
        Open("P1", Alexanderplatz, Insulin, 1);
        Open("P2", East(100), Insulin, 2);
        tree.DropCells();
        tree.Wire.Loses = carried => carried.MethodName == "AskPresenceAsync" && carried.Target.ToString().EndsWith("P2", StringComparison.Ordinal);
        var answer = tree.Cell(Face).FindAsync(Everywhere);
        tree.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(answer.IsCompleted);

        tree.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(answer.IsCompleted);
        Assert.Equal("P1", Assert.Single(answer.GetAwaiter().GetResult().Found).Pharmacy.Value);
    }

    [Fact]
    public void Find_WhileWaiting_DoesNotHoldUpOtherCalls()
    {
        Open("P1", Alexanderplatz, Insulin, 1);
        tree.DropCells();
        tree.Wire.Loses = carried => carried.MethodName == "AskPresenceAsync";
        var answer = tree.Cell(Leaf).FindAsync(Everywhere);
        tree.RunUntilIdle();
        Assert.False(answer.IsCompleted);

        tree.Interest(Wants(Leaf, Insulin));

        Assert.Single(tree.Run(() => tree.Cell(Leaf).GetDemandAsync(10)));
    }

    [Theory]
    [InlineData(CellId.LeafLevel)]
    [InlineData(6)]
    [InlineData(0)]
    public void Interest_BeforeSupply_MarketHearsAtOnce(int level)
    {
        tree.Stand(One, Alexanderplatz);
        var market = Demand(level);
        tree.Advance(CellBook.NewInterestAfter);

        tree.Stock(One, Insulin, 3);
        Assert.Equal(3, tree.Town.KnownTo(market, One));
        tree.Stock(One, Insulin, 0);
        Assert.Equal(0, tree.Town.KnownTo(market, One));
        tree.Stock(One, Insulin, 4);
        Assert.Equal(4, tree.Town.KnownTo(market, One));
    }

    [Theory]
    [InlineData(CellId.LeafLevel)]
    [InlineData(6)]
    [InlineData(0)]
    public void Interest_AfterSupply_MarketHearsOfAllThatIsThere(int level)
    {
        Open("P1", Alexanderplatz, Insulin, 3);
        Open("P2", East(100), Insulin, 5);
        var market = Demand(level);

        tree.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(3, tree.Town.KnownTo(market, One));
        Assert.Equal(5, tree.Town.KnownTo(market, Two));
    }

    [Fact]
    public void Interest_RestartedMarket_HearsOfAllThatIsThereAgain()
    {
        Open("P1", Alexanderplatz, Insulin, 3);
        var market = Demand(6);
        tree.Advance(TimeSpan.FromSeconds(1));
        tree.Town.Forget(market);

        tree.Interest(Wants(market.Cell, Insulin, epoch: 2));
        tree.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(3, tree.Town.KnownTo(market, One));
    }

    [Fact]
    public void Interest_OlderOnArrival_UndoesNothing()
    {
        tree.Interest(Wants(Leaf, Insulin, position: 1));
        tree.Interest(Wants(Leaf, Insulin, position: 5, open: 2));

        tree.Interest(WantsNoMore(Leaf, Insulin, position: 4));

        Assert.Equal(2, Assert.Single(tree.Run(() => tree.Cell(Leaf).GetDemandAsync(10))).Open);
    }

    [Fact]
    public void Interest_OfAnotherCell_IsRefused() =>
        Assert.Throws<ArgumentException>(() => tree.Run(() => tree.Cell(Leaf).SetInterestAsync(Wants(Inner, Insulin))));

    [Fact]
    public void Interest_AfterARestartOfItsCell_StillCounts()
    {
        tree.Stand(One, Alexanderplatz);
        var market = Demand(6);
        tree.Advance(TimeSpan.FromSeconds(1));
        tree.DropCells();

        tree.Stock(One, Insulin, 3);
        tree.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(3, tree.Town.KnownTo(market, One));
        Assert.Empty(tree.Run(() => tree.Cell(market.Cell).GetDemandAsync(10)));
    }

    [Fact]
    public void Presence_LastOfASku_IsBelievedAboveForAMinute()
    {
        Open("P1", Alexanderplatz, Insulin, 3);
        tree.Stock(One, Insulin, 0);

        tree.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(2, VisitsOf(Inner));
        tree.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, VisitsOf(Inner));
    }

    [Fact]
    public void Presence_Flapping_StaysInTheLeaf()
    {
        Open("P1", Alexanderplatz, Insulin, 3);
        tree.Wire.Carried.Clear();

        for (var i = 0; i < 20; i++)
            tree.Stock(One, Insulin, i % 2);
        tree.Stock(One, Insulin, 1);

        Assert.Equal(0, tree.Wire.CountOf("ChildPresenceAsync"));
    }

    [Fact]
    public void Pharmacy_Moved_IsFoundWhereItIsNow()
    {
        Open("P1", Alexanderplatz, Insulin, 3);
        var market = Demand(CellId.LeafLevel);
        tree.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, tree.Town.KnownTo(market, One));

        tree.Stand(One, East(50_000));

        Assert.Empty(tree.Find(Leaf, Everywhere).Found);
        Assert.Equal(0, tree.Town.KnownTo(market, One));
        var found = Assert.Single(tree.Find(Face, Everywhere).Found);
        Assert.Equal(East(50_000), found.Place);
        Assert.Equal(3, found.Available);
    }

    [Fact]
    public void Pharmacy_MovedWithinItsLeaf_IsFoundWhereItIsNow()
    {
        var there = Leaf.Centre;
        Open("P1", Alexanderplatz, Insulin, 3);

        tree.Stand(One, there);

        Assert.Equal(there, Assert.Single(tree.Find(Leaf, Everywhere).Found).Place);
    }

    [Fact]
    public void Suspend_FromAFace_ReachesEveryPharmacy()
    {
        Open("P1", Alexanderplatz, Insulin, 3);
        tree.Stand(Two, East(50_000));

        tree.Run(() => tree.Cell(Face).SuspendAsync(Insulin, suspended: true));

        Assert.Equal([(One, Insulin, true), (Two, Insulin, true)], tree.Town.Suspensions);
    }

    [Fact]
    public void Journal_OfACell_HoldsMembersAndMarketsOnly()
    {
        Open("P1", Alexanderplatz, Insulin, 3);
        Demand(CellId.LeafLevel);
        var rows = tree.Run(async () => await tree.Journal.ReadAsync($"cell/{Leaf}")).Version;

        for (var i = 0; i < 10; i++)
        {
            tree.Stock(One, Insulin, i);
            tree.Interest(Wants(Leaf, Insulin, position: 2 + i, open: i + 1));
        }

        Assert.Equal(rows, tree.Run(async () => await tree.Journal.ReadAsync($"cell/{Leaf}")).Version);
    }

    private void Open(string pharmacy, GeoPoint place, Sku sku, int available)
    {
        tree.Stand(new(pharmacy), place);
        tree.Stock(new(pharmacy), sku, available);
    }

    private MarketId Demand(int level)
    {
        var cell = Leaf.AncestorAt(level);
        tree.Interest(Wants(cell, Insulin));
        return new(Insulin, cell);
    }

    private int VisitsOf(CellId cell)
    {
        tree.Wire.Carried.Clear();
        tree.Find(cell, Everywhere);
        return tree.Wire.CountOf("FindAsync");
    }
}
