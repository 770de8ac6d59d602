using MatchGrid.Cells;
using MatchGrid.Identifiers;
using Xunit;
using static MatchGrid.Tests.Cells.Example;

namespace MatchGrid.Tests.Cells;

public sealed class SupplySearchTests
{
    [Fact]
    public void ToPage_MoreThanFit_KeepsTheNearestAndSaysSo()
    {
        var search = new SupplySearch(Query(most: 2));
        Add(search, ("P3", 300), ("P1", 100), ("P2", 200));

        var page = search.ToPage();

        Assert.Equal(["P1", "P2"], page.Found.Select(found => found.Pharmacy.Value));
        Assert.True(page.More);
    }

    [Fact]
    public void Add_OutsideTheCircle_IsLeftOut()
    {
        var search = new SupplySearch(Query(most: 2) with { WithinMetres = 150 });
        Add(search, ("P1", 100), ("P2", 200));

        var page = search.ToPage();

        Assert.Equal("P1", Assert.Single(page.Found).Pharmacy.Value);
        Assert.False(page.More);
    }

    [Fact]
    public void Add_EquallyFar_PagesOnById()
    {
        var first = new SupplySearch(Query(most: 2));
        Add(first, ("P1", 100), ("P2", 100), ("P3", 100));
        var last = first.ToPage().Found[^1];
        var second = new SupplySearch(Query(most: 2) with { BeyondMetres = last.DistanceMetres, After = last.Pharmacy });
        Add(second, ("P1", 100), ("P2", 100), ("P3", 100));

        Assert.Equal("P3", Assert.Single(second.ToPage().Found).Pharmacy.Value);
    }

    [Fact]
    public void MayPassOver_FullAndFarther_PassesAndSaysThereMayBeMore()
    {
        var search = new SupplySearch(Query(most: 1));
        Assert.False(search.MayPassOver(500, 900));
        Add(search, ("P1", 100));

        Assert.False(search.MayPassOver(50, 900));
        Assert.False(search.ToPage().More);
        Assert.True(search.MayPassOver(500, 900));
        Assert.True(search.ToPage().More);
    }

    [Fact]
    public void MayPassOver_OutOfReachOrOnEarlierPages_PassesWithoutMore()
    {
        var search = new SupplySearch(Query(most: 1) with { WithinMetres = 1_000, BeyondMetres = 400 });

        Assert.True(search.MayPassOver(1_001, 2_000));
        Assert.True(search.MayPassOver(0, 399));
        Assert.False(search.MayPassOver(0, 400));
        Assert.False(search.ToPage().More);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1_000, 64)]
    public void ToPage_MostOutOfRange_TakesTheNearestInRange(int most, int expected)
    {
        var search = new SupplySearch(Query(most));
        Add(search, [.. Enumerable.Range(1, 100).Select(i => ($"P{i:000}", i * 10.0))]);

        Assert.Equal(expected, search.ToPage().Found.Length);
    }

    private static FindSupply Query(int most) => new(Insulin, Alexanderplatz, 1_000_000, most);

    private static void Add(SupplySearch search, params (string Pharmacy, double Metres)[] supplies)
    {
        foreach (var (pharmacy, metres) in supplies)
            search.Add(new PharmacyId(pharmacy), new(East(metres), 0), new(Insulin, 1, 1));
    }
}
