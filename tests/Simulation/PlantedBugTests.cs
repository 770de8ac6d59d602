using MatchGrid.Tests.Simulation.Planting;
using Xunit;
using Xunit.Abstractions;

namespace MatchGrid.Tests.Simulation;

/// <summary>Mistakes made on purpose are caught. Each from a seed on which it is caught soon; docs/RELIABILITY.md says how soon it is from seed 1.</summary>
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const int MostSeeds = 5;

    [Theory]
    [InlineData(nameof(PlantedBug.AckBeforeCommit), 1)]
    [InlineData(nameof(PlantedBug.WakeRowLost), 1)]
    [InlineData(nameof(PlantedBug.PresenceNotToldUpward), 1)]
    [InlineData(nameof(PlantedBug.InterestLostAtRestart), 1)]
    [InlineData(nameof(PlantedBug.InboxCursorOffByOne), 1)]
    [InlineData(nameof(PlantedBug.PushShownAcrossAGap), 1)]
    [InlineData(nameof(PlantedBug.HoldWithoutIdempotence), 1)]
    [InlineData(nameof(PlantedBug.ReRegistrationLost), 1)]
    [InlineData(nameof(PlantedBug.DoubleRelease), 1)]
    [InlineData(nameof(PlantedBug.ExpiryOnTheWrongClock), 1)]
    [InlineData(nameof(PlantedBug.StaleStockOverwritesNewer), 1)]
    [InlineData(nameof(PlantedBug.OutboxClearedBeforeDelivery), 1)]
    [InlineData(nameof(PlantedBug.ExcludedPharmacyForgotten), 1)]
    [InlineData(nameof(PlantedBug.PlaceLostAtReQueue), 1)]
    [InlineData(nameof(PlantedBug.SnapshotNewerThanItsPosition), 1)]
    [InlineData(nameof(PlantedBug.BusyRequestForgotten), 1)]
    [InlineData(nameof(PlantedBug.LateCountAfterAHandOverAccepted), 5)]
    [InlineData(nameof(PlantedBug.OlderMembershipUndoesNewer), 1)]
    [InlineData(nameof(PlantedBug.TwoActivationsAcknowledge), 27)]
    public async Task PlantedBug_IsCaughtWithinFiveSeeds(string bug, ulong first)
    {
        var caught = await BugHunt.CatchAsync(Enum.Parse<PlantedBug>(bug), first, MostSeeds);

        Assert.True(caught is not null, $"{bug} went unnoticed in {MostSeeds} seeds.");
        output.WriteLine($"seed {caught.Value.Seed}: {caught.Value.Message}");
    }

    [Fact]
    public void EveryPlantedBug_IsTested()
    {
        var tested = typeof(PlantedBugTests).GetMethod(nameof(PlantedBug_IsCaughtWithinFiveSeeds))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false).Cast<InlineDataAttribute>().Select(data => (string)data.GetData(null!).Single()[0]);

        Assert.Equal(Enum.GetNames<PlantedBug>().Except([nameof(PlantedBug.None)]).Order(), tested.Order());
    }
}
