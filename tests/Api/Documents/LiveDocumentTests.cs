using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MatchGrid.Api.Live;
using MatchGrid.Api.Startup;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR.Client;

namespace MatchGrid.Tests.Api.Documents;

/// <summary>The AsyncAPI document says what the running hub and feed do.</summary>
public sealed class LiveDocumentTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Document_NamesEveryHubMethodAndEveryPush()
    {
        var operations = (await DocumentAsync())["operations"]!.AsObject();

        var named = operations.Where(one => one.Value!["channel"]!["$ref"]!.GetValue<string>() == "#/channels/live");
        Assert.Equal(
            LiveDocument.HubMethods.Select(method => ("receive", method.Name)).Concat(LivePush.All.Select(push => ("send", push.Method))).Order(),
            named.Select(one => (one.Value!["action"]!.GetValue<string>(), one.Value["title"]!.GetValue<string>())).Order());
    }

    [Fact]
    public async Task EveryPush_OfTheRunningHub_IsAsTheDocumentSays()
    {
        var document = await DocumentAsync();
        var pushed = new ConcurrentDictionary<string, JsonNode>();
        await using var patient = await ListenAsync("patient:anna", pushed);
        await using var pharmacy = await ListenAsync("pharmacy:P1", pushed);
        await using var coordinator = await ListenAsync("admin:a", pushed);
        var (found, missing) = (await town.SkuAsync(), await town.SkuAsync());
        await patient.InvokeAsync("Subscribe", null, 0);
        await pharmacy.InvokeAsync("WatchHolds", "P1");
        await coordinator.InvokeAsync("WatchFeed");
        var circle = new { latitude = Town.Latitude, longitude = Town.Longitude, radiusMetres = 5_000 };
        var region = (await Api.PostAsync("/v1/regions", "admin:a", new { name = "Document", circle })).Body["id"]!.GetValue<string>();
        await coordinator.InvokeAsync("WatchRegion", region);

        // A stale line with a hold is to be confirmed; where nothing is left for those who wait, an alarm is raised.
        await town.CountAsync("P1", found, 3, $"{DateTimeOffset.UtcNow.AddDays(-20):O}");
        await town.RequestAsync("anna", found);
        await town.RequestAsync("anna", missing);
        await ApiUnderTest.UntilAsync(() => Task.FromResult(pushed.Count == LivePush.All.Count));

        foreach (var (method, arguments) in pushed)
            Assert.Empty(JsonShape.Complaints(document, document["components"]!["messages"]![method]!["payload"]!, arguments, method));
        Assert.NotEmpty(JsonShape.Complaints(document, document["components"]!["messages"]!["inbox"]!["payload"]!, pushed["holds"], "another's"));
    }

    [Fact]
    public async Task Answers_OfTheRunningHub_AreAsTheDocumentSays()
    {
        var document = await DocumentAsync();
        var sku = await town.SkuAsync();
        await using var patient = await Api.ConnectAsync("patient:bert");
        await using var pharmacy = await Api.ConnectAsync("pharmacy:P2");
        await using var partner = await Api.ConnectAsync("admin:a");
        await Task.WhenAll(patient.StartAsync(), pharmacy.StartAsync(), partner.StartAsync());

        var subscribed = await patient.InvokeAsync<JsonNode>("Subscribe", null, 0);
        JsonNode? stored = null;
        await foreach (var ack in pharmacy.StreamAsync<JsonNode>("StreamStock", "P2", null, null, Lines(sku)))
            stored = ack;
        await town.RequestAsync("bert", sku);
        JsonNode? item = null;
        await foreach (var one in partner.StreamAsync<JsonNode>("StreamFeed", null, null))
        {
            item = one;
            if (one["event"] is not null)
                break;
        }

        foreach (var (method, answer) in ((string, JsonNode?)[])[("Subscribe", subscribed), ("StreamStock", stored), ("StreamFeed", item)])
            Assert.Empty(JsonShape.Complaints(document, document["components"]!["messages"]![$"{method}Answer"]!["payload"]!, answer, method));
    }

    [Fact]
    public async Task Events_OfTheRunningFeed_AreAsTheDocumentSays()
    {
        var document = await DocumentAsync();
        await town.RequestAsync(town.Fresh("f"), await town.SkuAsync());
        JsonArray events = [];
        await ApiUnderTest.UntilAsync(async () => (events = (await Api.GetAsync("/v1/feed?type=opened", "admin:a")).Body["events"]!.AsArray()).Count > 0);

        Assert.All(events, one => Assert.Empty(JsonShape.Complaints(document, document["components"]!["messages"]!["match"]!["payload"]!, one, "match")));
    }

    private static async IAsyncEnumerable<object> Lines(string sku)
    {
        yield return new { sku, onHand = 1 };
        await Task.CompletedTask;
    }

    private async Task<JsonNode> DocumentAsync() => (await Api.GetAsync("/asyncapi/v1.json")).Body;

    private async Task<HubConnection> ListenAsync(string who, ConcurrentDictionary<string, JsonNode> pushed)
    {
        var connection = await Api.ConnectAsync(who);
        foreach (var push in LivePush.All)
            connection.On<JsonNode>(push.Method, argument => pushed.TryAdd(push.Method, new JsonArray(argument.DeepClone())));
        await connection.StartAsync();
        return connection;
    }
}
