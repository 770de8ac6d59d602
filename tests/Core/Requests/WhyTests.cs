using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using MatchGrid.Requests;
using Xunit;

namespace MatchGrid.Tests.Core.Requests;

public sealed class WhyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Sku Pack = new("ndc:00069-1085-30");
    private static readonly Sku Other = new("ndc:00069-1101-20");
    private readonly RequestState state = new();

    public WhyTests() => Open(3, Pack);

    [Fact]
    public void NobodyHasIt_AndNobodyStandsBefore_SaysBoth() =>
        Assert.Equal(["nothing_in_reach", "first_in_line"], Codes(Standing(Pack)));

    [Fact]
    public void EachSku_HasReasonsOfItsOwn()
    {
        Open(1, Pack, Other);
        var lines = Why.Of(state, [Standing(Pack), Standing(Other, supply: new(0, 0, 0, 2, 12_400, null))]).Lines;
        Assert.Equal(
            [(Pack, "nothing_in_reach"), (Pack, "first_in_line"), (Other, "nothing_in_reach"), (Other, "out_of_reach"), (Other, "first_in_line")],
            lines.Select(line => (line.Sku!.Value, line.Code)));
        Assert.Equal("A pharmacy 12 km off has it, farther than the 5 km you go.", lines[3].Sentence);
        Assert.Equal((2, 12_400), (lines[3].Count, lines[3].DistanceMetres));
    }

    [Fact]
    public void PartsOfACircle_AreAddedUp_AndTheNewestLookCounts()
    {
        var lines = Why.Of(state,
        [
            Standing(Pack, supply: new(0, 1, 0, 1, 9_000, Noon)),
            Standing(Pack, supply: new(0, 2, 1, 1, 8_000, Noon.AddHours(-1))),
            Standing(Pack, supply: new(0, 0, 0, 0, null, null)),
        ]).Lines;
        Assert.Equal([("too_few", 3), ("had_their_turn", 1), ("out_of_reach", 2), ("first_in_line", 0)], lines.Select(line => (line.Code, line.Count ?? -1)));
        Assert.Equal((Noon, 8_000), (lines[0].SeenAt, lines[2].DistanceMetres));
    }

    [Theory]
    [InlineData(1, 0, 0, 3, null, "Fewer than 5 stand before you around here.")]
    [InlineData(0, 2, 0, 3, 5, "5 stand before you around here.")]
    [InlineData(1, 6, 0, 1_200, 1_207, "1,207 stand before you around here: 6 need it more urgently, 1,200 have waited longer.")]
    [InlineData(9, 0, 5, 0, 14, "14 stand before you around here: 9 are in a crisis region that comes first, 5 need it earlier.")]
    public void OthersBefore_AreCountedByRule_AndNeverFewerThanFive(int tier, int urgency, int neededBy, int waited, int? count, string sentence)
    {
        var line = Why.Of(state, [Standing(Pack, new(tier, urgency, neededBy, waited)), Standing(Pack)]).Lines[^1];
        Assert.Equal(("others_before", count, sentence), (line.Code, line.Count, line.Sentence));
    }

    [Fact]
    public void PacksInReachThatNobodyIsAskedFor_AreInHand()
    {
        Assert.Equal(["in_hand", "first_in_line"], Codes(Standing(Pack, supply: new(1, 0, 0, 0, null, Noon))));
        Assert.Equal(["in_hand", "first_in_line"], Codes(Standing(Pack, inHand: true)));
    }

    [Fact]
    public void WhatIsFound_IsSaidFirst_AndWhoSeeksNothingHearsNoMore()
    {
        Match(1);
        Assert.Equal(["found", "nothing_in_reach", "first_in_line"], Codes(Standing(Pack)));
        Match(2);
        Assert.Equal(["all_found"], Codes());
        state.Apply(new RequestCancelled(Noon));
        Assert.Equal(["not_seeking"], Codes());
    }

    [Theory]
    [InlineData(MatchRule.BestRank, 12, 3, 180, 0.973, "Of 12 who waited around, you were the first whom this pharmacy serves; its stock had been looked at 3 hours before (97 % sure).")]
    [InlineData(MatchRule.BestRank, 0, 3, 1, 1, "You were the first in line whom this pharmacy serves; its stock had been looked at just before (100 % sure).")]
    [InlineData(MatchRule.ShortestTrip, 0, 3, 5 * 24 * 60, 0.4, "Of 3 pharmacies around known to have it, this one was the best to go to: near, and likely to have it; its stock had been looked at 5 days before (40 % sure).")]
    public void Receipt_IsToldInPlainWords(MatchRule rule, int requests, int pharmacies, int minutes, double confidence, string sentence) =>
        Assert.Equal(sentence, new MatchReceipt(rule, requests, pharmacies, Noon.AddMinutes(-minutes), confidence).Sentence(Noon));

    [Fact]
    public void StandBefore_OfRandomBooks_IsWhatCountingGives()
    {
        var dice = new Random(3);
        var book = new OrderBook();
        for (var i = 0; i < 400; i++)
        {
            var entry = book.Join(new(
                new($"r{i:D3}"), 1, false, new(40.7 + (dice.NextDouble() / 20), -74), 5_000, 0, dice.Next(7),
                dice.Next(3) == 0 ? Noon.AddDays(dice.Next(1, 9)) : null, Noon.AddMinutes(-dice.Next(2_000)), []));
            if (dice.Next(10) == 0)
                book.Park(entry);
        }

        foreach (var entry in book.InOrder.Where((_, index) => index % 37 == 0))
        {
            var before = book.InOrder.Where(other => other.Rank.CompareTo(entry.Rank) < 0).Select(other => other.Rank).ToList();
            var urgent = before.Count(rank => rank.Class > entry.Rank.Class);
            var earlier = before.Count(rank => rank.Class == entry.Rank.Class && rank.NeededBy < entry.Rank.NeededBy);
            Assert.Equal(new StandBefore(0, urgent, earlier, before.Count - urgent - earlier), book.Before(entry));
        }
    }

    private void Open(int quantity, params ImmutableArray<Sku> skus)
    {
        var terms = new RequestTerms("g", skus, quantity, true, new GeoPoint(40.7, -74), 5_000, 0, Urgency.Soon, null, 0, null);
        state.Apply(new RequestOpened(Noon, new("r1"), new("p1"), terms, [], 0));
    }

    private void Match(int quantity) => state.Apply(new MatchMade(Noon, new(
        new($"h{quantity}"), new("P1"), Pack, quantity, "CODE", MatchStatus.Held, Noon, Noon.AddHours(2), false, 0, 100, null, null, null)));

    private static MarketStanding Standing(Sku sku, StandBefore before = default, SupplyStanding supply = default, bool inHand = false) =>
        new(sku, before, supply, inHand);

    private IEnumerable<string> Codes(params MarketStanding[] standings) => Why.Of(state, standings).Lines.Select(line => line.Code);
}
