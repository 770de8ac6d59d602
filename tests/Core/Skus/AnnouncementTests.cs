using MatchGrid.Identifiers;
using MatchGrid.Skus;
using Xunit;

namespace MatchGrid.Tests.Core.Skus;

public sealed class AnnouncementTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Sku Pack = new("ndc:00069-1085-30");
    private readonly SkuState state = new();

    public AnnouncementTests() => state.Apply(new FactsSet(new(Pack, "Paxlovid"), Publish: false));

    [Fact]
    public void SixtyFour_AreKept_AndRoomComesBackAfterTheirDate()
    {
        for (var i = 0; i < SkuDecider.MostAnnouncements; i++)
            Assert.Null(Announce($"a{i:D2}", Noon.AddDays(1 + i), Noon)?.Code);
        Assert.Equal(RefusalCodes.TooManyAnnouncements, Announce("one-more", Noon.AddDays(2), Noon)?.Code);
        Assert.Null(Announce("a05", Noon.AddDays(9), Noon)?.Code); // replaces
        Assert.Equal(64, state.Announced.Count);

        var later = Noon.AddDays(1) + SkuState.AnnouncedKept + TimeSpan.FromHours(1);
        Assert.Equal(63, SkuDecider.Expected(state, later).Length);
        Assert.Null(Announce("one-more", later.AddDays(2), later)?.Code);
        Assert.Equal(64, state.Announced.Count);
    }

    [Fact]
    public void Expected_IsInOrderOfDate_AndWithdrawnIsGone()
    {
        Announce("b", Noon.AddDays(2), Noon);
        Announce("a", Noon.AddDays(3), Noon);
        Assert.Equal(["b", "a"], SkuDecider.Expected(state, Noon).Select(one => one.Id));
        Apply(SkuDecider.Withdraw(state, "maker", "b").Events);
        Assert.Empty(SkuDecider.Withdraw(state, "maker", "b").Events);
        Assert.Equal(["a"], SkuDecider.Expected(state, Noon).Select(one => one.Id));
    }

    private Refusal? Announce(string id, DateTimeOffset from, DateTimeOffset now)
    {
        var (events, reply) = SkuDecider.Announce(state, new("maker", id, 10, from, []), now);
        Apply(events);
        return reply.Refusal;
    }

    private void Apply(IReadOnlyList<SkuEvent> events)
    {
        foreach (var change in events)
            state.Apply(change);
    }
}
