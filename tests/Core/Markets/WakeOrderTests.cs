using MatchGrid.Markets;
using Xunit;

namespace MatchGrid.Tests.Core.Markets;

public sealed class WakeOrderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_RanksInOrder_AreInstantsInOrderAndLongPast()
    {
        Rank[] bestFirst =
        [
            new(0, 6, Noon.AddDays(1), Noon, new("r")),
            new(0, 6, DateTimeOffset.MaxValue, Noon.AddYears(-10), new("r")),
            new(0, 3, Noon.AddDays(1), Noon, new("r")),
            new(0, 3, Noon.AddDays(1).AddMinutes(1), Noon.AddDays(-5), new("r")),
            new(0, 3, Noon.AddYears(200), Noon, new("r")),
            new(0, 3, DateTimeOffset.MaxValue, Noon, new("r")),
            new(0, 3, DateTimeOffset.MaxValue, Noon.AddMinutes(1), new("r")),
            new(0, 0, DateTimeOffset.MaxValue, DateTimeOffset.MinValue, new("r")),
            new(0, 0, DateTimeOffset.MaxValue, DateTimeOffset.MaxValue, new("r")),
        ];

        Assert.Equal(bestFirst.Order().Select(WakeOrder.Of), bestFirst.Select(WakeOrder.Of));
        Assert.Equal(bestFirst.Select(WakeOrder.Of).Order(), bestFirst.Select(WakeOrder.Of));
        Assert.All(bestFirst, rank => Assert.InRange(WakeOrder.Of(rank), DateTimeOffset.UnixEpoch, WakeOrder.End));
        Assert.True(WakeOrder.End < new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
