using System.Text.Json.Nodes;
using System.Threading.Channels;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace MatchGrid.Tests.Api;

/// <summary>Makers learn of unmet demand, and say what will come.</summary>
public sealed class SignalTests(Town town) : IClassFixture<Town>
{
    private static readonly DateTimeOffset Soon = DateTimeOffset.UtcNow.AddDays(10);

    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task UnmetDemand_IsPushedToMakers_InTheFeed_AndToPartnersToWhomItWasGranted()
    {
        var (sku, inn) = (town.Fresh("test:U"), town.Fresh("inn"));
        await Api.PutAsync($"/v1/skus/{sku}", "admin:a", new { name = "Scarce", inn, group = $"g-{sku}" });
        var region = await OpenRegionAsync("Flood");
        await using var hub = await Api.ConnectAsync("maker:m");
        var told = Channel.CreateUnbounded<JsonNode>();
        hub.On<JsonNode>("signals", list => told.Writer.TryWrite(list));
        await hub.StartAsync();
        await hub.InvokeAsync("WatchSignals", new { group = (string[])[$"g-{sku}"] });
        Assert.Empty((await NextAsync(told))["signals"]!.AsArray());

        var began = DateTimeOffset.UtcNow;
        for (var i = 0; i < 8; i++)
            await town.RequestAsync(town.Fresh("p"), sku, quantity: 4);

        var signal = (await NextAsync(told))["signals"]!.AsArray().Single()!;
        Assert.True(DateTimeOffset.UtcNow - began < TimeSpan.FromMinutes(1));
        Assert.Equal((sku, inn, region, "Flood"), (Text(signal, "sku"), Text(signal, "inn"), Text(signal["unmet"]!, "region"), Text(signal["unmet"]!, "regionName")));
        Assert.Equal(20, signal["unmet"]!["threshold"]!.GetValue<int>());
        Assert.InRange(signal["unmet"]!["asked"]!.GetValue<int>(), 20, 35);

        foreach (var filter in (string[])[$"sku={sku}", $"inn={inn.ToUpperInvariant()}", $"group=g-{sku}", $"sku={sku}&region={region}&least=20"])
            Assert.Single(await SignalsAsync("maker:m", filter));
        Assert.Empty(await SignalsAsync("maker:m", $"sku={sku}&least=50"));
        Assert.Empty(await SignalsAsync("maker:m", $"sku={sku}&region=elsewhere"));
        Assert.Single(await SignalsAsync("coordinator:*", $"sku={sku}"));
        Assert.Empty(await SignalsAsync("coordinator:US-NJ", $"sku={sku}"));

        var rose = Assert.Single(await FeedAsync("maker:m", $"inn={inn}"))!;
        Assert.Equal(("unmet_demand_rose", "Flood"), (Text(rose, "type"), Text(rose["unmet"]!, "regionName")));
        Assert.Empty(await SignalsAsync("partner:s", $"sku={sku}"));
        Assert.Empty(await FeedAsync("partner:s", $"inn={inn}"));
        var partner = MatchGrid.Api.Access.Caller.PseudonymOf(MatchGrid.Api.Access.DevelopmentIssuer.Issuer, "s");
        Assert.Equal(204, (int)(await Api.PutAsync($"/v1/partners/{partner}/grants", "admin:a", new { signals = true })).Status);
        Assert.Single(await SignalsAsync("partner:s", $"sku={sku}"));
        Assert.Single(await FeedAsync("partner:s", $"group=g-{sku}"));
    }

    [Fact]
    public async Task Maker_SeesNothingElseOfTheFeed()
    {
        var sku = await town.SkuAsync();
        await town.RequestAsync(town.Fresh("p"), sku);
        await ApiUnderTest.UntilAsync(async () => (await FeedAsync("admin:a", $"sku={sku}")).Count > 0);
        Assert.Empty(await FeedAsync("maker:m", $"sku={sku}"));
    }

    [Fact]
    public async Task Announced_SupplyForARegion_IsSeenByWhoWaitsInside_AndInItsForecast()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        var region = await OpenRegionAsync("Storm");
        var request = Text(await town.RequestAsync(patient, sku, quantity: 5), "id");
        await AnnounceAsync(sku, "for them", new { quantity = 800, from = Soon, regions = (string[])[region] });
        await AnnounceAsync(sku, "for all", new { quantity = 9_000, from = Soon.AddDays(1) });
        await AnnounceAsync(sku, "for others", new { quantity = 7, from = Soon, places = new[] { new { latitude = Town.Latitude + 5, longitude = Town.Longitude, radiusMetres = 1_000 } } });

        var expected = (await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body["expected"]!.AsArray();
        Assert.Equal([(800, false), (9_000, true)], expected.Select(one => (one!["quantity"]!.GetValue<int>(), one["everywhere"]!.GetValue<bool>())));
        JsonNode? line = null;
        await ApiUnderTest.UntilAsync(async () => (line = (await Api.GetAsync($"/v1/regions/{region}/forecast", "admin:a")).Body["skus"]!.AsArray()
            .FirstOrDefault(one => Text(one!, "sku") == sku)) is not null);
        Assert.Equal([(800, false), (9_000, true)], line!["announced"]!.AsArray().Select(one => (one!["quantity"]!.GetValue<int>(), one["shared"]!.GetValue<bool>())));
        Assert.Equal(Soon, line["coveredAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(0, line["missing"]!.GetValue<int>());

        Assert.Equal(204, (int)(await Api.PostAsync($"/v1/regions/{region}/close", "admin:a")).Status);
        await ApiUnderTest.UntilAsync(async () => (await Api.PutAsync($"/v1/skus/{sku}/announcements/late", "maker:m", new { quantity = 1, from = Soon, regions = (string[])[region] })).Code == "unknown_region");
        var refused = await Api.PutAsync($"/v1/skus/{sku}/announcements/late", "maker:m", new { quantity = 1, from = Soon, regions = (string[])["nowhere"] });
        Assert.Equal(("unknown_region", "regions[0]"), (refused.Code, refused.Field));
    }

    [Theory]
    [InlineData("least=-1", "least")]
    [InlineData("sku=", "sku")]
    public async Task Signals_AskedForWrongly_AreRefused(string query, string field) =>
        Assert.Equal(("invalid_field", field), (await Api.GetAsync($"/v1/signals?{query}", "maker:m") is var answer ? (answer.Code, answer.Field) : default));

    private static string Text(JsonNode one, string name) => one[name]!.GetValue<string>();

    private static async Task<JsonNode> NextAsync(Channel<JsonNode> told)
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        return await told.Reader.ReadAsync(patience.Token);
    }

    private async Task<string> OpenRegionAsync(string name)
    {
        var opened = await Api.PostAsync("/v1/regions", "admin:a", new { name, circle = new { latitude = Town.Latitude, longitude = Town.Longitude, radiusMetres = 10_000 } });
        var id = Text(opened.Body, "id");
        await ApiUnderTest.UntilAsync(async () => (await Api.GetAsync("/v1/regions", "admin:a")).Text.Contains(id, StringComparison.Ordinal));
        return id;
    }

    private async Task AnnounceAsync(string sku, string name, object body) =>
        Assert.Equal(204, (int)(await Api.PutAsync($"/v1/skus/{sku}/announcements/{name}", "maker:m", body)).Status);

    private async Task<JsonArray> SignalsAsync(string who, string query) => (await Api.GetAsync($"/v1/signals?{query}", who)).Body["signals"]!.AsArray();

    private async Task<JsonArray> FeedAsync(string who, string query) => (await Api.GetAsync($"/v1/feed?{query}", who)).Body["events"]!.AsArray();
}
