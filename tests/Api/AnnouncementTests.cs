using System.Text.Json.Nodes;
using MatchGrid.Tests.Api.Support;
using Xunit;

namespace MatchGrid.Tests.Api;

/// <summary>Supply to come: makers announce it, patients in line see an estimate.</summary>
public sealed class AnnouncementTests(Town town) : IClassFixture<Town>
{
    private static readonly string Soon = $"{DateTimeOffset.UtcNow.AddDays(10):O}";
    private static readonly string Later = $"{DateTimeOffset.UtcNow.AddDays(40):O}";

    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Announced_SupplyInReachOrEverywhere_IsSeenByWhoWaits_TheEarliestFirst()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await AnnounceAsync(sku, "everywhere", new { quantity = 5000, from = Later });
        await AnnounceAsync(sku, "near", new { quantity = 200, from = Soon, places = new[] { new { latitude = Town.Latitude + 0.1, longitude = Town.Longitude, radiusMetres = 15_000 } } });
        await AnnounceAsync(sku, "far", new { quantity = 300, from = Soon, places = new[] { new { latitude = Town.Latitude + 3, longitude = Town.Longitude, radiusMetres = 15_000 } } });
        var request = (await town.RequestAsync(patient, sku))["id"]!.GetValue<string>();

        var expected = await ExpectedAsync(request, patient);
        Assert.Equal([(200, false), (5000, true)], expected.Select(one => (one!["quantity"]!.GetValue<int>(), one["everywhere"]!.GetValue<bool>())));
        Assert.Equal($"Medicine {sku}", expected[0]!["sku"]!["name"]!.GetValue<string>());

        Assert.Equal(204, (int)(await Api.SendAsync(HttpMethod.Delete, $"/v1/skus/{sku}/announcements/near", "maker:m")).Status);
        Assert.Single(await ExpectedAsync(request, patient));
        await town.CountAsync("P1", sku, 1);
        while ((await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body["status"]!.GetValue<string>() == "open")
        {
        }

        Assert.Empty(await ExpectedAsync(request, patient)); // seeks nothing any more
    }

    [Fact]
    public async Task Announcement_OfAnotherMaker_IsNeitherSeenNorChanged()
    {
        var sku = await town.SkuAsync();
        await AnnounceAsync(sku, "batch-1", new { quantity = 10, from = Soon });
        await AnnounceAsync(sku, "batch-1", new { quantity = 20, from = Soon }); // corrected
        await AnnounceAsync(sku, "batch-1", new { quantity = 99, from = Soon }, "maker:rival");
        await Api.SendAsync(HttpMethod.Delete, $"/v1/skus/{sku}/announcements/batch-1", "maker:rival");

        var own = (await Api.GetAsync($"/v1/skus/{sku}/announcements", "maker:m")).Body["announcements"]!.AsArray();

        Assert.Equal(20, Assert.Single(own)!["quantity"]!.GetValue<int>());
        Assert.Empty((await Api.GetAsync($"/v1/skus/{sku}/announcements", "maker:rival")).Body["announcements"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"quantity":0,"from":"SOON"}""", "quantity_out_of_range")]
    [InlineData("""{"quantity":1,"from":"2020-01-01T00:00:00Z"}""", "invalid_instant")]
    [InlineData("""{"quantity":1,"from":"2099-01-01T00:00:00Z"}""", "invalid_instant")]
    [InlineData("""{"from":"SOON"}""", "missing_field")]
    [InlineData("""{"quantity":1,"from":"SOON","places":[{"latitude":1,"longitude":2}]}""", "radius_out_of_range")]
    public async Task Announcement_OutOfRange_IsRefused(string body, string code)
    {
        var sku = await town.SkuAsync();
        using var content = new StringContent(body.Replace("SOON", Soon, StringComparison.Ordinal), System.Text.Encoding.UTF8, "application/json");
        Assert.Equal(code, (await Api.SendAsync(HttpMethod.Put, $"/v1/skus/{sku}/announcements/a", "maker:m", content)).Code);
        Assert.Equal("unknown_sku", (await Api.PutAsync("/v1/skus/test:nowhere/announcements/a", "maker:m", new { quantity = 1, from = Soon })).Code);
    }

    private async Task AnnounceAsync(string sku, string name, object body, string maker = "maker:m")
    {
        var answer = await Api.PutAsync($"/v1/skus/{sku}/announcements/{name}", maker, body);
        Assert.Equal(204, (int)answer.Status);
    }

    private async Task<JsonArray> ExpectedAsync(string request, string patient) =>
        (await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body["expected"]!.AsArray();
}
