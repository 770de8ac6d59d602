using System.Text.Json.Nodes;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api;

/// <summary>Floods of made-up needs, and those who would find out single patients from numbers.</summary>
public sealed class DefenceTests
{
    [Fact]
    public async Task Patient_WhoStatesNeedAfterNeed_IsStopped_AndNobodyElse()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:NeedsPerPatientHour=3");
        for (var i = 0; i < 3; i++)
            Assert.Equal(422, await AskAsync(api, "flood"));

        var refused = await api.PostAsync("/v1/requests", "patient:flood", new { });

        Assert.Equal((429, "rate_limited"), ((int)refused.Status, refused.Code));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalMinutes, 0.1, 60);
        Assert.Equal(200, (int)(await api.GetAsync("/v1/requests", "patient:flood")).Status); // and may still act on what there is
        Assert.Equal(422, await AskAsync(api, "other"));
    }

    [Fact]
    public async Task Address_OfManyMadeUpPatients_IsStopped_AndPharmaciesGoOn()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:NeedsPerAddressHour=5");
        for (var i = 0; i < 5; i++)
            Assert.Equal(422, await AskAsync(api, $"made-up{i}"));

        Assert.Equal(429, await AskAsync(api, "made-up5"));
        Assert.Equal(404, (int)(await api.GetAsync("/v1/pharmacies/P1", "pharmacy:P1")).Status);
    }

    [Fact]
    public async Task Patient_HasSoManyOpenRequests_AndNoMore()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Grid:MostOpenRequestsPerPatient=2");
        for (var i = 0; i < 3; i++)
        {
            await api.PutAsync($"/v1/skus/test:M{i}", "admin:a", new { name = $"Medicine {i}" });
            var asked = await api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { $"test:M{i}" }, latitude = 1.0, longitude = 1.0 });
            Assert.Equal(i < 2 ? (201, null) : (409, "too_many_requests"), ((int)asked.Status, asked.Code));
        }
    }

    [Fact]
    public async Task Demand_LookedAtFromTwoPlaces_DoesNotShowAFewBySubtraction()
    {
        await using var api = await ApiUnderTest.StartAsync();
        await api.PutAsync("/v1/skus/test:D", "admin:a", new { name = "Medicine" });
        for (var i = 0; i < 10; i++)
        {
            // Four near the first place only, six who would go to either.
            var asked = await api.PostAsync("/v1/requests", $"patient:d{i}", new { skus = new[] { "test:D" }, latitude = -20.0, longitude = 30.0, radiusMetres = i < 4 ? 1_000 : 200_000 });
            Assert.Equal(201, (int)asked.Status);
        }

        var (here, there) = (await OpenAtAsync(30.0), await OpenAtAsync(30.5));
        while ((here, there) != (6, 6))
        {
            Assert.True(here <= 6 && there <= 6, $"{here} here, {there} there");
            (here, there) = (await OpenAtAsync(30.0), await OpenAtAsync(30.5)); // until all have joined
        }

        async Task<int> OpenAtAsync(double longitude)
        {
            await api.PutAsync("/v1/pharmacies/P9", "pharmacy:P9", new { name = "Curious", latitude = -20.0, longitude, hours = "24/7", zone = "Africa/Harare" });
            var lines = (await api.GetAsync("/v1/pharmacies/P9/demand", "pharmacy:P9")).Body["demand"]!.AsArray();
            return lines.SingleOrDefault()?["open"]?.GetValue<int>() ?? 0;
        }
    }

    [Fact]
    public async Task Demand_AskedForAllTheTime_IsRefused()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:DemandPerMinute=2");
        for (var i = 0; i < 2; i++)
            Assert.Equal(404, (int)(await api.GetAsync("/v1/pharmacies/P1/demand", "pharmacy:P1")).Status);

        Assert.Equal((429, "rate_limited"), await RefusedAsync(api));
        Assert.Equal(404, (int)(await api.GetAsync("/v1/pharmacies/P2/demand", "pharmacy:P2")).Status);
    }

    private static async Task<(int Status, string? Code)> RefusedAsync(ApiUnderTest api)
    {
        var answer = await api.GetAsync("/v1/pharmacies/P1/demand", "pharmacy:P1");
        return ((int)answer.Status, answer.Code);
    }

    private static async Task<int> AskAsync(ApiUnderTest api, string patient) => (int)(await api.PostAsync("/v1/requests", $"patient:{patient}", new JsonObject())).Status;
}
