using MatchGrid.Cells;
using MatchGrid.Embedded;
using Xunit;

namespace MatchGrid.Tests.Cells;

public sealed class PharmacyAsksTests
{
    private readonly VirtualTimeProvider clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly List<int> asked = [];

    [Fact]
    public void Ask_MoreThanMayBeOpen_WaitForAnswersInTurn()
    {
        using var asks = new PharmacyAsks(clock);
        for (var i = 0; i < PharmacyAsks.MostOpen + 2; i++)
            AskFor(asks, i);
        Assert.Equal(PharmacyAsks.MostOpen, asked.Count);

        asks.Answered();
        Assert.Equal(PharmacyAsks.MostOpen, asked[^1]);
        asks.Answered();
        Assert.Equal(Enumerable.Range(0, PharmacyAsks.MostOpen + 2), asked);
    }

    [Fact]
    public void Ask_NoAnswer_FreesThePlaceAfterASecond()
    {
        using var asks = new PharmacyAsks(clock);
        for (var i = 0; i < (2 * PharmacyAsks.MostOpen) + 1; i++)
            AskFor(asks, i);

        clock.AdvanceTo(clock.UtcNow.AddSeconds(0.9));
        Assert.Equal(PharmacyAsks.MostOpen, asked.Count);
        clock.AdvanceTo(clock.UtcNow.AddSeconds(0.1));
        Assert.Equal(2 * PharmacyAsks.MostOpen, asked.Count);
        clock.AdvanceTo(clock.UtcNow.AddSeconds(1));
        Assert.Equal((2 * PharmacyAsks.MostOpen) + 1, asked.Count);
    }

    private void AskFor(PharmacyAsks asks, int pharmacy) => asks.Ask(() => asked.Add(pharmacy));
}
