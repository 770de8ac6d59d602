using MatchGrid.Cells;
using MatchGrid.Embedded;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using Xunit;
using static MatchGrid.Tests.Cells.Example;

namespace MatchGrid.Tests.Cells;

/// <summary>What is lost, late or restarted is made good.</summary>
public sealed class CellHealingTests
{
    private static readonly CellId Face = Leaf.AncestorAt(0);
    private static readonly string[] Soft =
        ["PharmacyPresenceAsync", "ChildPresenceAsync", "InterestsFromAboveAsync", "InterestsAsync", "AskPresenceAsync", "SupplyAsync"];

    [Theory]
    [InlineData("PharmacyPresenceAsync")]
    [InlineData("ChildPresenceAsync")]
    [InlineData("InterestsFromAboveAsync")]
    [InlineData("InterestsAsync")]
    [InlineData("SupplyAsync")]
    public void Lost_OneMessage_HealsWithinTwoPeriods(string method)
    {
        using var tree = new CellTree();
        tree.Stand(One, Alexanderplatz);
        tree.Stock(One, Valproate, 1);
        tree.Interest(Wants(Leaf.AncestorAt(6), Insulin));
        tree.Advance(TimeSpan.FromMinutes(1));

        tree.Wire.LoseNext(method);
        tree.Stock(One, Insulin, 3);
        tree.Interest(Wants(Leaf.AncestorAt(8), Insulin));
        tree.Interest(Wants(Leaf.AncestorAt(8), Valproate));
        tree.Advance(2 * tree.Options.DigestPeriod);

        Assert.Contains(tree.Wire.Carried, line => line.EndsWith($"{method} (lost)", StringComparison.Ordinal));
        AssertSettled(tree, [new(Insulin, Leaf.AncestorAt(6)), new(Insulin, Leaf.AncestorAt(8)), new(Valproate, Leaf.AncestorAt(8))]);
    }

    [Fact]
    public void Lost_QuestionOfARestartedCell_HealsWithinTwoPeriods()
    {
        using var tree = new CellTree();
        tree.Stand(One, Alexanderplatz);
        tree.Stock(One, Insulin, 3);
        tree.Advance(TimeSpan.FromMinutes(1));
        tree.Drop(Leaf);

        tree.Wire.LoseNext("AskPresenceAsync");
        tree.Interest(Wants(Leaf, Insulin));
        tree.Advance(2 * tree.Options.DigestPeriod);

        AssertSettled(tree, [new(Insulin, Leaf)]);
    }

    [Theory]
    [InlineData(CellId.LeafLevel)]
    [InlineData(CellId.LeafLevel - 1)]
    [InlineData(5)]
    [InlineData(0)]
    public void Dropped_OneCell_HealsWithTheNextFlip(int level)
    {
        using var tree = new CellTree();
        tree.Stand(One, Alexanderplatz);
        tree.Stand(Two, East(200));
        tree.Stock(One, Insulin, 3);
        tree.Interest(Wants(Leaf.AncestorAt(3), Insulin));
        tree.Advance(TimeSpan.FromMinutes(1));

        tree.Drop(Leaf.AncestorAt(level));
        tree.Stock(Two, Insulin, 1);
        tree.Find(Face, new(Insulin, Alexanderplatz, 1_000, 1));
        tree.Advance(TimeSpan.FromSeconds(1));

        AssertSettled(tree, [new(Insulin, Leaf.AncestorAt(3))]);
    }

    [Fact]
    public void Dropped_LeafThenQuiet_IsRebuiltByItsParent()
    {
        using var tree = new CellTree();
        tree.Stand(One, Alexanderplatz);
        tree.Stock(One, Insulin, 3);
        tree.Advance(TimeSpan.FromMinutes(1));

        tree.Drop(Leaf);
        tree.Interest(Wants(Inner, Insulin));
        tree.Advance(TimeSpan.FromSeconds(1));

        AssertSettled(tree, [new(Insulin, Inner)]);
    }

    [Fact]
    public void Faults_OfEveryKindAtRandom_SettleOnceTheyStop()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            using var storm = new Storm(seed);
            storm.Blow(steps: 40 + (int)(seed % 7 * 40));
            storm.Settle();
            AssertSettled(storm.Tree, storm.Markets, $"seed {seed}: ");
        }
    }

    [Fact]
    public void Faults_SameSeed_GiveTheSameTrace()
    {
        using var one = new Storm(42);
        using var other = new Storm(42);
        one.Blow(steps: 60);
        other.Blow(steps: 60);

        Assert.Equal(one.Tree.Wire.Carried, other.Tree.Wire.Carried);
    }

    /// <summary>
    /// The face finds exactly what is there, every market knows of all supply in its cell, and every pharmacy which markets want what it has.
    /// </summary>
    private static void AssertSettled(CellTree tree, IReadOnlyCollection<MarketId> markets, string hint = "")
    {
        foreach (var sku in new[] { Insulin, Valproate })
        {
            var there = tree.Town.Pharmacies.Where(pair => pair.Value.Stock.GetValueOrDefault(sku) > 0).Select(pair => pair.Key).ToList();
            var found = tree.FindAll(Face, new(sku, Alexanderplatz, 2_000_000, 3)).Select(supply => supply.Pharmacy).Order();
            Assert.True(there.SequenceEqual(found), $"{hint}{sku} is at {string.Join(' ', there)}, found at {string.Join(' ', found)}");
            foreach (var market in markets.Where(market => market.Sku == sku))
            {
                var unheard = there.Where(pharmacy => market.Cell.Contains(tree.Town[pharmacy].Place) && tree.Town.KnownTo(market, pharmacy) == 0);
                Assert.True(!unheard.Any(), $"{hint}{market} has not heard of {string.Join(' ', unheard)}");
            }

            foreach (var pharmacy in there)
            {
                var interested = markets.Where(market => market.Sku == sku && market.Cell.Contains(tree.Town[pharmacy].Place)).Order();
                var known = tree.Town[pharmacy].Markets.Where(market => market.Sku == sku);
                Assert.True(known.SequenceEqual(interested), $"{hint}{pharmacy} knows {string.Join(' ', known)}; there are {string.Join(' ', interested)}");
            }
        }
    }

    /// <summary>Random work among random faults.</summary>
    private sealed class Storm : IDisposable
    {
        private static readonly double[] Metres = [0, 300, 900, 4_000, 9_000, 20_000, 21_000, 80_000];

        private readonly SortedDictionary<MarketId, long> open = [];
        private readonly Random random;
        private bool faulty = true;
        private long position;
        private long epoch = 1;

        public Storm(ulong seed)
        {
            random = new((int)seed);
            Tree = new(seed: seed);
            Tree.Wire.Loses = carried => faulty && Soft.Contains(carried.MethodName) && random.Next(5) == 0;
            Tree.Wire.Delays = carried => faulty && Soft.Contains(carried.MethodName) && random.Next(4) == 0
                ? TimeSpan.FromMilliseconds(random.Next(1, 3_000))
                : TimeSpan.Zero;
        }

        public CellTree Tree { get; }

        public IReadOnlyCollection<MarketId> Markets => open.Keys;

        public void Dispose() => Tree.Dispose();

        public void Blow(int steps)
        {
            for (var i = 0; i < Metres.Length; i++)
                Tree.Stand(new($"P{i}"), East(Metres[i]));
            for (var step = 0; step < steps; step++)
            {
                Act();
                Tree.Advance(TimeSpan.FromMilliseconds(random.Next(10) == 0 ? random.Next(40_000) : random.Next(300)));
            }
        }

        public void Settle()
        {
            faulty = false;
            // What a pharmacy that is not active knows means nothing: all are woken.
            foreach (var pharmacy in Tree.Town.Pharmacies.Keys.ToList())
                Tree.Stock(pharmacy, Insulin, Tree.Town[pharmacy].Stock.GetValueOrDefault(Insulin));
            Tree.Advance((2 * Tree.Options.DigestPeriod) + TimeSpan.FromSeconds(5));
        }

        private void Act()
        {
            var pharmacy = new PharmacyId($"P{random.Next(Metres.Length)}");
            var sku = random.Next(2) == 0 ? Insulin : Valproate;
            switch (random.Next(10))
            {
                case <= 4:
                    _ = Tree.Stockroom(pharmacy).SetAsync(sku, random.Next(3));
                    break;
                case 5:
                    _ = Tree.Stockroom(pharmacy).MoveAsync(East(Metres[random.Next(Metres.Length)] + random.Next(1_000)));
                    break;
                case 6 or 7:
                    Trade(new(sku, CellId.FromPoint(Tree.Town[pharmacy].Place).AncestorAt(random.Next(CellId.LeafLevel + 1))));
                    break;
                case 8:
                    Tree.Drop(CellId.FromPoint(Tree.Town[pharmacy].Place).AncestorAt(random.Next(CellId.LeafLevel + 1)));
                    break;
                default:
                    Tree.Engine.DropActivation(Orleans.Runtime.GrainId.Create("testpharmacy", pharmacy.Value));
                    break;
            }
        }

        private void Trade(MarketId market)
        {
            position++;
            if (random.Next(3) == 0 && open.Remove(market))
            {
                Tree.Interest(WantsNoMore(market.Cell, market.Sku, position));
                return;
            }

            open.TryAdd(market, position);
            if (random.Next(4) == 0)
            {
                epoch++;
                Tree.Town.Forget(market);
            }

            Tree.Interest(Wants(market.Cell, market.Sku, position, urgency: random.Next(4), epoch: epoch));
        }
    }
}
