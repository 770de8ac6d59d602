using System.Text.Json.Nodes;
using System.Threading.Channels;
using MatchGrid.Api.Regions;
using MatchGrid.Regions;
using MatchGrid.Replay.Areas;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace MatchGrid.Tests.Api;

/// <summary>Crisis regions through both doors: drawn, watched, closed; within a territory and no further.</summary>
public sealed class RegionTests(RegionTests.Coast coast) : IClassFixture<RegionTests.Coast>
{
    private const string NewYork = "coordinator:US-NY";
    private const double Latitude = 40.71;
    private const double Longitude = -74.0;

    private ApiUnderTest Api => coast.Api;

    [Fact]
    public async Task Region_IsOpenedWatchedChangedAndClosed_AndItsMatchesCarryIt()
    {
        var (sku, patient) = (await coast.SkuAsync(), coast.Fresh("anna"));
        var opened = await Api.PostAsync("/v1/regions", NewYork, new { name = "Flood", tier = 4, feeWaiver = true, areas = new[] { "US-36061", "us-36047" } });
        Assert.Equal(201, (int)opened.Status);
        var id = opened.Body["id"]!.GetValue<string>();
        Assert.Equal($"/v1/regions/{id}", opened.Headers.Location!.ToString());
        Assert.InRange(opened.Body["population"]!.GetValue<long>(), 3_500_000, 5_000_000); // Manhattan and Brooklyn
        Assert.False(opened.Body["coarse"]!.GetValue<bool>());

        var request = (await RequestAsync(patient, sku))["id"]!.GetValue<string>();
        Assert.Equal(id, (await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body["region"]!["id"]!.GetValue<string>());
        await using var watching = await Api.ConnectAsync(NewYork);
        var told = Channel.CreateUnbounded<JsonNode>();
        watching.On<JsonNode>("regionFigures", figures => told.Writer.TryWrite(figures));
        await watching.StartAsync();
        await watching.InvokeAsync("WatchRegion", id);
        await EventuallyAsync(async () => Assert.Contains($"\"sku\":\"{sku}\"", (await Api.GetAsync($"/v1/regions/{id}/figures", NewYork)).Text, StringComparison.Ordinal));
        await UntilAsync(told, sku, line => Number(line, "asked") == 1);

        await coast.CountAsync("N1", sku, 3);
        await UntilAsync(told, sku, line => Number(line, "asked") == 0 && Number(line, "matched") == 1 && Number(line, "onHand") == 3 && Number(line, "held") == 1);
        var match = (await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body["matches"]![0]!;
        Assert.Equal((id, true, 4), (match["region"]!["id"]!.GetValue<string>(), match["region"]!["feeWaiver"]!.GetValue<bool>(), Number(match["region"]!, "tier")));

        var changed = await Api.PutAsync($"/v1/regions/{id}", NewYork, new { name = "Flood, receding", tier = 2, areas = new[] { "US-36061" } });
        Assert.Equal((2, 2), (Number(changed.Body, "version"), Number(changed.Body, "tier")));
        Assert.Equal(204, (int)(await Api.PostAsync($"/v1/regions/{id}/close", NewYork)).Status);
        Assert.Equal(204, (int)(await Api.PostAsync($"/v1/regions/{id}/close", NewYork)).Status);
        Assert.Equal("region_closed", (await Api.PutAsync($"/v1/regions/{id}", NewYork, new { name = "Again", areas = new[] { "US-36061" } })).Code);
        Assert.True((await Api.GetAsync($"/v1/regions/{id}", NewYork)).Body["closed"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Polygon_IsTakenAsGeoJson_AndGivenBackAsSuch()
    {
        var box = new { type = "Polygon", coordinates = new[] { new[] { new[] { -74.1, 40.6 }, [-73.9, 40.6], [-73.9, 40.8], [-74.1, 40.8], [-74.1, 40.6] } } };
        var opened = await Api.PostAsync("/v1/regions", "admin:a", new { name = "Box", geometry = new { type = "Feature", geometry = box } });
        Assert.Equal(201, (int)opened.Status);
        var shape = (await Api.GetAsync($"/v1/regions/{opened.Body["id"]}/shape", "admin:a")).Body;
        Assert.Equal("MultiPolygon", shape["geometry"]!["type"]!.GetValue<string>());
        Assert.Equal("[-74.1,40.6]", shape["geometry"]!["coordinates"]![0]![0]![0]!.ToJsonString());
        Assert.Equal("[]", (await Api.GetAsync($"/v1/regions/{opened.Body["id"]}/alarms", "admin:a")).Text);
        await EventuallyAsync(async () => Assert.NotEmpty((await Api.GetAsync($"/v1/regions/{opened.Body["id"]}/cells", "admin:a")).Body.AsArray()));
        Assert.NotNull((await Api.GetAsync($"/v1/regions/{opened.Body["id"]}/history?points=10", "admin:a")).Body["points"]);
    }

    [Theory]
    [InlineData("""{"tier":1}""", "missing_field", "name")]
    [InlineData("""{"name":"x","tier":10,"everywhere":true}""", "invalid_field", "tier")]
    [InlineData("""{"name":"x"}""", "missing_field", "geometry")]
    [InlineData("""{"name":"x","areas":["US-NY","US-XX"]}""", "invalid_field", "areas[1]")]
    [InlineData("""{"name":"x","circle":{"latitude":40,"longitude":-74,"radiusMetres":1}}""", "radius_out_of_range", "circle.radiusMetres")]
    [InlineData("""{"name":"x","circle":{"latitude":91,"longitude":-74,"radiusMetres":1000}}""", "invalid_coordinates", "latitude")]
    [InlineData("""{"name":"x","geometry":{"type":"Point","coordinates":[1,2]}}""", "invalid_field", "geometry")]
    [InlineData("""{"name":"x","geometry":{"type":"Polygon","coordinates":[[[0,0],[0,95],[1,1]]]}}""", "invalid_coordinates", "geometry.coordinates[0][1]")]
    [InlineData("""{"name":"x","geometry":{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}}""", "invalid_field", "geometry")]
    [InlineData("""{"name":"x","everywhere":true,"until":"2020-01-01T00:00:00Z"}""", "invalid_instant", "until")]
    [InlineData("""{"name":"x","everywhere":true,"population":0}""", "invalid_field", "population")]
    public async Task BadRegion_IsRefused_AndItsFieldNamed(string body, string code, string field)
    {
        var answer = await Api.PostAsync("/v1/regions", "admin:a", JsonNode.Parse(body));

        Assert.Equal((code, field), (answer.Code, answer.Field));
    }

    [Fact]
    public async Task Coordinator_ActsInItsTerritory_AndKnowsOfNothingElse()
    {
        Assert.Equal("outside_territory", (await Api.PostAsync("/v1/regions", NewYork, new { name = "Too wide", areas = new[] { "US-NY", "US-NJ" } })).Code);
        Assert.Equal("outside_territory", (await Api.PostAsync("/v1/regions", NewYork, new { name = "Everywhere", everywhere = true })).Code);
        Assert.Equal("outside_territory", (await Api.PostAsync("/v1/regions", NewYork, new { name = "Over the river", circle = new { latitude = Latitude, longitude = Longitude, radiusMetres = 10_000 } })).Code);
        var opened = await Api.PostAsync("/v1/regions", NewYork, new { name = "Albany", circle = new { latitude = 42.65, longitude = -73.76, radiusMetres = 20_000 } });
        Assert.Equal(201, (int)opened.Status);
        var id = opened.Body["id"]!.GetValue<string>();

        const string Jersey = "coordinator:US-NJ";
        foreach (var path in (string[])["", "/shape", "/figures", "/cells", "/history", "/alarms"])
            Assert.Equal("unknown_region", (await Api.GetAsync($"/v1/regions/{id}{path}", Jersey)).Code);
        Assert.Equal("unknown_region", (await Api.PostAsync($"/v1/regions/{id}/close", Jersey)).Code);
        Assert.Equal("unknown_region", (await Api.PutAsync($"/v1/regions/{id}", Jersey, new { name = "Mine", areas = new[] { "US-NJ" } })).Code);
        Assert.Equal("outside_territory", (await Api.PutAsync($"/v1/regions/{id}", NewYork, new { name = "Wider", areas = new[] { "US-NJ" } })).Code);
        await EventuallyAsync(async () => Assert.Contains(id, (await Api.GetAsync("/v1/regions", NewYork)).Text, StringComparison.Ordinal));
        Assert.DoesNotContain(id, (await Api.GetAsync("/v1/regions", Jersey)).Text, StringComparison.Ordinal);
        await using var watching = await Api.ConnectAsync(Jersey);
        await watching.StartAsync();
        Assert.Contains("unknown_region", (await Assert.ThrowsAsync<HubException>(() => watching.InvokeAsync("WatchRegion", id))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Regions_ThatTogetherTellOfFew_AreShownInRoundNumbers()
    {
        var small = await Api.PostAsync("/v1/regions", "admin:a", new { name = "Hamilton County", areas = new[] { "US-36041" } }); // under 10,000 inhabitants
        Assert.True(small.Body["coarse"]!.GetValue<bool>());
        var whole = await Api.PostAsync("/v1/regions", "admin:a", new { name = "Vermont", areas = new[] { "US-VT" } });
        Assert.False(whole.Body["coarse"]!.GetValue<bool>());
        await EventuallyAsync(async () => Assert.Contains(whole.Body["id"]!.GetValue<string>(), (await Api.GetAsync("/v1/regions", "admin:a")).Text, StringComparison.Ordinal));

        // Vermont without its smallest county: beside Vermont, exact figures would tell of these.
        string[] counties = ["US-50001", "US-50003", "US-50005", "US-50007", "US-50011", "US-50013", "US-50015", "US-50017", "US-50019", "US-50021", "US-50023", "US-50025", "US-50027"];
        var most = await Api.PostAsync("/v1/regions", "admin:a", new { name = "Most of Vermont", areas = counties });
        Assert.True(most.Body["population"]!.GetValue<long>() > 500_000);
        Assert.True(most.Body["coarse"]!.GetValue<bool>());
        var unknown = await Api.PostAsync("/v1/regions", "admin:a", new { name = "Paris", circle = new { latitude = 48.85, longitude = 2.35, radiusMetres = 10_000 } });
        Assert.True(unknown.Body["coarse"]!.GetValue<bool>());
    }

    [Fact]
    public void Regions_ThatOnlyThreeTogetherTellOfFew_AreFoundOut()
    {
        var (inhabitants, atlas) = (new Inhabitants(), new AreaAtlas());
        var vermont = Facts("US-VT");
        string[] north = ["US-50005", "US-50007", "US-50011", "US-50013", "US-50015", "US-50019"];
        string[] south = ["US-50001", "US-50003", "US-50017", "US-50021", "US-50023", "US-50025", "US-50027"];
        Assert.False(TellsOfFew(Facts(north), vermont));
        Assert.False(TellsOfFew(Facts(south), vermont));
        Assert.True(TellsOfFew(Facts(south), vermont, Facts(north))); // what is left over is Essex County

        RegionFacts Facts(params string[] codes) =>
            new(new(codes[0]), 1, "", new([], [.. codes.SelectMany(code => atlas.Find(code)!.Polygons)]), 0, default, null, false, null, false);
        bool TellsOfFew(RegionFacts one, params RegionFacts[] others) => inhabitants.TellsOfFew(one.Area, inhabitants.Of(one.Area), others);
    }

    [Fact]
    public void EveryArea_CanBeARegion()
    {
        var areas = new AreaAtlas().Search("", int.MaxValue);
        Assert.True(areas.Count > 3_200);
        var state = new RegionState();
        foreach (var area in areas)
        {
            var facts = new RegionFacts(new("r"), 0, area.Name, new([], area.Polygons), 1, default, null, false, null, false);
            Assert.Null(RegionDecider.Open(state, facts, "c", 0, default).Reply.Refusal);
        }
    }

    [Fact]
    public async Task Areas_AreFoundByNameAndCode_AndShown()
    {
        var found = (await Api.GetAsync("/v1/areas?q=new%20york", NewYork)).Body.AsArray();
        Assert.Equal("US-NY", found[0]!["code"]!.GetValue<string>());
        Assert.Contains(found, area => area!["code"]!.GetValue<string>() == "US-36061");
        Assert.Contains((await Api.GetAsync("/v1/areas?q=CN-4201", NewYork)).Body.AsArray(), area => area!["code"]!.GetValue<string>() == "CN-420102");
        Assert.Equal("Feature", (await Api.GetAsync("/v1/areas/US-NY", NewYork)).Body["type"]!.GetValue<string>());
        Assert.Equal("unknown_area", (await Api.GetAsync("/v1/areas/US-XX", NewYork)).Code);
    }

    private static int Number(JsonNode? line, string name) => line![name]!.GetValue<int>();

    private static async Task EventuallyAsync(Func<Task> assert)
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        while (true)
        {
            try
            {
                await assert();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private static async Task UntilAsync(Channel<JsonNode> told, string sku, Func<JsonNode, bool> holds)
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        while (true)
        {
            var figures = await told.Reader.ReadAsync(patience.Token);
            if (figures["skus"]!.AsArray().FirstOrDefault(line => line!["sku"]!.GetValue<string>() == sku) is { } line && holds(line))
                return;
        }
    }

    private async Task<JsonNode> RequestAsync(string patient, string sku) => (await Api.PostAsync(
        "/v1/requests", $"patient:{patient}", new { skus = new[] { sku }, quantity = 1, latitude = Latitude, longitude = Longitude, radiusMetres = 5_000 })).Body;

    /// <summary>A town, and a pharmacy in Manhattan.</summary>
    public sealed class Coast : Town
    {
        public override async Task InitializeAsync()
        {
            await base.InitializeAsync();
            await OpenPharmacyAsync("N1", RegionTests.Latitude + 0.01, RegionTests.Longitude);
        }
    }
}
