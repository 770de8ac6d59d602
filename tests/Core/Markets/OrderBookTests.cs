using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Markets;
using Xunit;

namespace MatchGrid.Tests.Core.Markets;

public sealed class OrderBookTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The naive matcher: everybody, sorted, the first that fits.</summary>
    private static OpenDemand? Naive(IEnumerable<OpenDemand> members, PharmacyId pharmacy, GeoPoint place, int delivery, int packs) => members
        .Where(demand => demand.Least <= packs && demand.Reaches(place, delivery) && !demand.Excluded.Contains(pharmacy))
        .OrderBy(demand => demand.RankAt(0))
        .FirstOrDefault();

    [Theory]
    [InlineData(1, 3_000, 300)]
    [InlineData(2, 20_000, 300)]
    [InlineData(3, 150_000, 300)]
    [InlineData(4, 500_000, 300)]
    [InlineData(5, 2_500_000, 300)]
    [InlineData(6, 3_000, 4000)]
    [InlineData(7, 500_000, 4000)]
    public void Best_RandomHistory_EqualsTheNaiveMatcher(int seed, int radius, int patients)
    {
        var random = new Random(seed);
        var book = new OrderBook();
        var members = new Dictionary<RequestId, OpenDemand>();
        var parked = new HashSet<RequestId>();
        var degrees = radius / 111_000.0;
        GeoPoint Near() => new(Math.Clamp(47 + ((random.NextDouble() - 0.5) * 4 * degrees), -90, 90), (random.NextDouble() - 0.5) * 4 * degrees);
        var found = 0;
        for (var step = 0; step < Math.Max(4000, 5 * patients); step++)
        {
            var id = new RequestId("r" + random.Next(patients));
            switch (random.Next(11))
            {
                case < 4:
                    var demand = new OpenDemand(
                        id, random.Next(1, 4), random.Next(2) == 0, Near(), random.Next(radius / 2, radius), random.Next(3) == 0 ? radius : 0,
                        random.Next(7), random.Next(3) == 0 ? Start.AddDays(random.Next(3)) : null, Start.AddMinutes(random.Next(50)),
                        random.Next(4) == 0 ? [new("P1")] : []);
                    book.Join(demand);
                    members[id] = demand;
                    parked.Remove(id);
                    break;
                case 4:
                    Assert.Equal(members.Remove(id), book.Leave(id));
                    parked.Remove(id);
                    break;
                case 5 when book.Find(id) is { } entry:
                    if (parked.Add(id))
                    {
                        book.Park(entry);
                    }
                    else
                    {
                        book.Unpark(entry);
                        parked.Remove(id);
                    }

                    break;
                case 6 when book.Find(id) is { } entry:
                    Assert.Equal(members.Values.Count(member => member.RankAt(0).CompareTo(entry.Rank) < 0), book.Ahead(entry));
                    Assert.Equal(members.Values.Min(member => member.RankAt(0)), book.FirstOfAll);
                    Assert.Equal(
                        members.Values.Where(member => !parked.Contains(member.Request)).Select(member => (Rank?)member.RankAt(0)).Min(), book.First);
                    break;
                default:
                    var (pharmacy, place, packs, delivery) = (new PharmacyId("P" + random.Next(3)), Near(), random.Next(1, 4), random.Next(2) * radius);
                    var expected = Naive(members.Values.Where(member => !parked.Contains(member.Request)), pharmacy, place, delivery, packs);
                    Assert.Equal(expected, book.Best(pharmacy, place, delivery, packs)?.Demand);
                    found += expected is null ? 0 : 1;
                    break;
            }

            Assert.Equal(members.Count, book.Count);
            Assert.Equal(members.Values.Sum(member => member.Quantity), book.Quantity);
        }

        Assert.True(found > 200, $"only {found} look-ups found anybody");
        Assert.Equal(members.Values.OrderBy(member => member.RankAt(0)), book.InOrder.Select(entry => entry.Demand));
    }

    [Fact]
    public void Rank_ConfirmedUrgency_ComesBeforeAnythingSelfDeclared()
    {
        var selfCritical = MatchGrid.Requests.UrgencyClass.Of(MatchGrid.Requests.Urgency.Critical, confirmed: false);
        var confirmedSoon = MatchGrid.Requests.UrgencyClass.Of(MatchGrid.Requests.Urgency.Soon, confirmed: true);
        Assert.True(new Rank(0, confirmedSoon, DateTimeOffset.MaxValue, Start.AddDays(1), new("b"))
            .CompareTo(new(0, selfCritical, Start, Start, new("a"))) < 0);
        Assert.True(new Rank(1, 0, DateTimeOffset.MaxValue, Start, new("b")).CompareTo(new(0, 6, Start, Start, new("a"))) < 0);
    }

    [Fact]
    public void Snapshot_RoundTrip_KeepsMembersOrderAndNumbers()
    {
        var state = new MarketState();
        for (var i = 0; i < 20; i++)
        {
            state.Apply(new Journals.JournalRow<MarketEvent>(
                [new DemandJoined(new(new("r" + i), 1, false, new(47, i / 100.0), 20_000, 0, i % 3, null, Start.AddMinutes(-i), []))],
                Received: [new("request/r" + i, i + 1, null)]));
        }

        state.Apply(new Journals.JournalRow<MarketEvent>([new DemandLeft(new("r3"))], Received: [new("request/r3", 9, Start)]));
        var bytes = MarketJson.Codec.EncodeState(state);
        var again = MarketJson.Codec.DecodeState(bytes);
        Assert.Equal(state.Book.InOrder.Select(entry => entry.Demand.Request), again.Book.InOrder.Select(entry => entry.Demand.Request));
        Assert.Equal((5, 9L), (again.LastFrom("request/r4"), again.LastFrom("request/r3")));
        Assert.Equal(bytes.ToArray(), MarketJson.Codec.EncodeState(again).ToArray());
    }
}
