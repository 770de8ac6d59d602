using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api.Patients;

/// <summary>Patients see who had to do with what is kept of them.</summary>
public sealed class AccessTrailTests(Town town) : IClassFixture<Town>
{
    [Fact]
    public async Task Trail_TellsOnesOwnAccessesAndThoseOfOthers_OnceAnHour()
    {
        var patient = town.Fresh("t");
        var request = (await town.RequestAsync(patient, await town.SkuAsync()))["id"]!.GetValue<string>();
        for (var time = 0; time < 3; time++)
            await town.Api.GetAsync("/v1/inbox", $"patient:{patient}");

        Assert.Equal(204, (int)(await town.Api.PostAsync($"/v1/requests/{request}/confirm-urgency", "pharmacy:P1", new { urgency = "critical" })).Status);

        await ApiUnderTest.UntilAsync(async () => (await TrailAsync(patient)).Count == 3);
        Assert.Equal(["you: requests used", "you: inbox read", "pharmacy P1: urgency confirmed"], await TrailAsync(patient));
        Assert.Empty(await TrailAsync(town.Fresh("other")));
    }

    private async Task<List<string>> TrailAsync(string patient) =>
        [.. (await town.Api.GetAsync("/v1/me/accesses", $"patient:{patient}")).Body["accesses"]!.AsArray().Select(one => $"{one!["by"]}: {one["what"]}")];
}
