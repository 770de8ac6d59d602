using System.Net;
using System.Text.Json.Nodes;
using MatchGrid.Feed;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Orleans;

namespace MatchGrid.Tests.Api.Feed;

/// <summary>The feed by page, by waiting, and as a stream; what a partner sees of it.</summary>
public sealed class FeedTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Page_ByPage_HasEveryEventOnceAndInItsOrder()
    {
        var requests = await OpenSomeAsync(5);
        var whole = await AllAsync("admin:reader", "");

        var paged = await AllAsync("admin:reader", "&limit=3");

        Assert.Equal(whole.Select(Id), paged.Select(Id).Take(whole.Count));
        Assert.Equal(whole.Count, whole.Select(Id).Distinct().Count());
        Assert.All(requests, request => Assert.Equal(["opened", "held"], Story(whole, request)));
    }

    [Fact]
    public async Task Page_ThatWaits_IsAnsweredByTheNextEvent()
    {
        var latest = (await Api.GetAsync("/v1/feed?after=latest", "admin:reader")).Body["cursor"]!.GetValue<string>();
        var sku = await town.SkuAsync();
        var waiting = Api.GetAsync($"/v1/feed?after={latest}&sku={sku}&wait=30", "admin:reader");

        await town.RequestAsync(town.Fresh("w"), sku);

        var answer = await waiting;
        Assert.Equal("opened", answer.Body["events"]!.AsArray().Single()!["type"]!.GetValue<string>());
        Assert.Empty((await Api.GetAsync($"/v1/feed?after={answer.Body["cursor"]}&sku={sku}&wait=1", "admin:reader")).Body["events"]!.AsArray());
    }

    [Fact]
    public async Task Stream_CutAnywhere_GoesOnAfterTheLastIdWithoutGapOrRepeat()
    {
        var sku = await town.SkuAsync();
        var patient = town.Fresh("s");
        await town.RequestAsync(patient, sku);
        await using var first = await EventStream.OpenAsync(Api, $"/v1/feed?sku={sku}", "admin:reader");
        var opened = await first.NextAsync();

        await town.CountAsync("P1", sku, 1);
        var held = await first.NextAsync();
        await using var again = await EventStream.OpenAsync(Api, $"/v1/feed?sku={sku}", "admin:reader", opened.Id);

        Assert.Equal("opened", opened.Data["type"]!.GetValue<string>());
        Assert.Equal((held.Id, held.Data.ToJsonString()), ((await again.NextAsync()) is var same ? (same.Id, same.Data.ToJsonString()) : default));
    }

    [Fact]
    public async Task Hub_StreamsTheSameFromACursor()
    {
        var sku = await town.SkuAsync();
        await town.RequestAsync(town.Fresh("h"), sku);
        await using var hub = await Api.ConnectAsync("admin:reader");
        await hub.StartAsync();
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);

        await foreach (var item in hub.StreamAsync<JsonNode>("StreamFeed", null, new { sku = (string[])[sku] }, patience.Token))
        {
            if (item["event"] is not { } one)
                continue;
            Assert.Equal((sku, "opened"), (one["sku"]!.GetValue<string>(), one["type"]!.GetValue<string>()));
            var rest = await Api.GetAsync($"/v1/feed?sku={sku}&after={item["cursor"]}", "admin:reader");
            Assert.Empty(rest.Body["events"]!.AsArray());
            break;
        }
    }

    [Fact]
    public async Task Filter_OfEachKind_NarrowsToWhatItNames()
    {
        var (sku, inn) = (town.Fresh("test:F"), town.Fresh("inn"));
        await Api.PutAsync($"/v1/skus/{sku}", "admin:a", new { name = "Medicine", inn = $"other; {inn}", atc = "J05AE30" });
        await OpenSomeAsync(1, sku);
        var cell = (await AllAsync("admin:reader", $"&sku={sku}"))[0]!["cell"]!.GetValue<string>();

        Assert.Equal(2, (await AllAsync("admin:reader", $"&sku={sku}")).Count);
        Assert.Equal(2, (await AllAsync("admin:reader", $"&inn={inn.ToUpperInvariant()}")).Count);
        Assert.Equal(2, (await AllAsync("admin:reader", $"&sku={sku}&atc=j05")).Count);
        Assert.Empty(await AllAsync("admin:reader", $"&sku={sku}&atc=N"));
        Assert.Equal("held", (await AllAsync("admin:reader", $"&sku={sku}&type=held,collected")).Single()!["type"]!.GetValue<string>());
        Assert.Single(await AllAsync("admin:reader", $"&sku={sku}&pharmacy=P1"));
        Assert.Equal(2, (await AllAsync("admin:reader", $"&sku={sku}&cell={cell[..4]}")).Count);
        Assert.Empty(await AllAsync("admin:reader", $"&sku={sku}&cell=5"));
    }

    [Theory]
    [InlineData("after=nonsense", "invalid_cursor", "after")]
    [InlineData("limit=0", "invalid_field", "limit")]
    [InlineData("wait=61", "invalid_field", "wait")]
    [InlineData("type=king", "invalid_field", "type")]
    [InlineData("cell=9", "invalid_field", "cell")]
    [InlineData("sku=", "invalid_field", "sku")]
    public async Task Page_AskedForWrongly_IsRefused(string query, string code, string field)
    {
        var answer = await Api.GetAsync($"/v1/feed?{query}", "admin:reader");

        Assert.Equal((code, field), (answer.Code, answer.Field));
    }

    [Fact]
    public async Task Cursor_OfAnotherHistory_IsToldSoWithTheEpoch()
    {
        var answer = await Api.GetAsync("/v1/feed?after=elsewhere.1.1.1.1.1.1.1.1", "admin:reader");

        Assert.Equal((HttpStatusCode.Gone, "feed_replaced"), (answer.Status, answer.Code));
        Assert.StartsWith(answer.Body["epoch"]!.GetValue<string>() + ".", answer.Body["cursor"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Api.GetAsync($"/v1/feed?after={answer.Body["cursor"]}", "admin:reader")).Status);
    }

    [Fact]
    public async Task Cursor_OlderThanWhatIsKept_IsToldSo_AndSegmentsAreReadThrough()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Grid:FeedKept=8", "--Grid:FeedSegments=4", "--Grid:FeedPartitions=1");
        var partition = api.Service<IGrainFactory>().GetGrain<IFeedGrain>("0");
        await EnterAsync(partition, 1, 20);
        var start = (await api.GetAsync("/v1/feed?limit=1", "admin:reader")).Body;
        Assert.Equal(20, (await AllAsync(api, "admin:reader", "")).Count);

        await EnterAsync(partition, 21, 60);

        var old = await api.GetAsync($"/v1/feed?after={start["cursor"]}", "admin:reader");
        Assert.Equal((HttpStatusCode.Gone, "cursor_expired"), (old.Status, old.Code));
        var rest = await AllAsync(api, "admin:reader", "&limit=3");
        Assert.InRange(rest.Count, 16, 24);
        Assert.Equal(60, rest[^1]!["quantity"]!.GetValue<int>());
    }

    [Fact]
    public async Task Partner_SeesWhatWasGranted_AndAFilterAddsNothing()
    {
        var (acme, other) = ("partner:acme", "partner:umbrella");
        var sku = await town.SkuAsync();
        await OpenSomeAsync(1, sku);
        Assert.Empty(await AllAsync(acme, $"&sku={sku}&pharmacy=P1"));

        await GrantAsync(HttpMethod.Put, $"/v1/pharmacies/P1/partners/{PartnerOf("acme")}", "pharmacy:P1");
        var held = (await AllAsync(acme, $"&sku={sku}")).Single()!;

        Assert.Equal(("held", "P1", false), (held["type"]!.GetValue<string>(), held["pharmacy"]!.GetValue<string>(), held["coarse"]!.GetValue<bool>()));
        Assert.Empty(await AllAsync(other, $"&sku={sku}"));
        await GrantAsync(HttpMethod.Delete, $"/v1/pharmacies/P1/partners/{PartnerOf("acme")}", "pharmacy:P1");
        Assert.Empty(await AllAsync(acme, $"&sku={sku}"));
    }

    [Fact]
    public async Task Partner_OfAnArea_SeesHoursAndCoarseCellsOnly()
    {
        var sku = await town.SkuAsync();
        await OpenSomeAsync(1, sku);
        await Api.PutAsync($"/v1/partners/{PartnerOf("areal")}/grants", "admin:a", new { cells = (string[])["0", "1", "2", "3", "4", "5"] });

        var events = await AllAsync("partner:areal", $"&sku={sku}");

        Assert.Equal(["opened", "held"], events.Select(one => one!["type"]!.GetValue<string>()));
        Assert.All(events, one =>
        {
            Assert.True(one!["coarse"]!.GetValue<bool>());
            Assert.Equal(0, one["at"]!.GetValue<DateTimeOffset>().UtcTicks % TimeSpan.TicksPerHour);
            Assert.Equal(9, one["cell"]!.GetValue<string>().Length); // face, dash, level 7
            Assert.All((string[])["pharmacy", "patient", "request", "match"], name => Assert.Null(one[name]));
        });
        Assert.Empty(await AllAsync("partner:areal", $"&sku={sku}&pharmacy=P1"));
    }

    [Fact]
    public async Task Patient_WhoConsents_IsKnownByAnIdOfEachPartnersOwn()
    {
        var (patient, sku) = (town.Fresh("c"), await town.SkuAsync());
        var id = (await Api.GetAsync("/v1/me", $"patient:{patient}")).Body["id"]!.GetValue<string>();
        await town.RequestAsync(patient, sku);
        foreach (var partner in (string[])["one", "two"])
            await GrantAsync(HttpMethod.Put, $"/v1/me/consents/{PartnerOf(partner)}", $"patient:{patient}");

        var (one, two) = (await UntilSeenAsync("partner:one", sku), await UntilSeenAsync("partner:two", sku));

        Assert.NotEqual(one["patient"]!.GetValue<string>(), two["patient"]!.GetValue<string>());
        Assert.NotEqual(one["request"]!.GetValue<string>(), two["request"]!.GetValue<string>());
        Assert.NotEqual(one["id"]!.GetValue<string>(), two["id"]!.GetValue<string>());
        Assert.DoesNotContain(id, one.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, (await Api.GetAsync("/v1/me/consents", $"patient:{patient}")).Body["partners"]!.AsArray().Count);

        await GrantAsync(HttpMethod.Delete, $"/v1/me/consents/{PartnerOf("one")}", $"patient:{patient}");
        await ApiUnderTest.UntilAsync(async () => (await AllAsync("partner:one", $"&sku={sku}")).Count == 0);
        Assert.Single(await AllAsync("partner:two", $"&sku={sku}"));
    }

    [Fact]
    public async Task Watcher_WhoIsAPartner_IsToldWhatWasGrantedOnly()
    {
        await town.OpenPharmacyAsync("P3", Town.Latitude, Town.Longitude);
        var (granted, hidden) = (await town.SkuAsync(), await town.SkuAsync());
        await GrantAsync(HttpMethod.Put, $"/v1/pharmacies/P3/partners/{PartnerOf("watcher")}", "pharmacy:P3");
        await using var hub = await Api.ConnectAsync("partner:watcher");
        var told = System.Threading.Channels.Channel.CreateUnbounded<JsonNode>();
        hub.On<JsonArray>("matchEvent", events => events.ToList().ForEach(one => told.Writer.TryWrite(one!)));
        await hub.StartAsync();
        await hub.InvokeAsync("WatchFeed");

        await town.RequestAsync(town.Fresh("g"), hidden);
        await town.CountAsync("P1", hidden, 1);
        var counted = 0;
        await ApiUnderTest.UntilAsync(async () =>
        {
            await town.RequestAsync(town.Fresh("g"), granted);
            await town.CountAsync("P3", granted, ++counted); // until the hub follows the feed, nothing is told
            return told.Reader.TryPeek(out _);
        });

        var first = await told.Reader.ReadAsync();
        Assert.Equal(($"Medicine {granted}", "Pharmacy P3"), (first["name"]!.GetValue<string>(), first["pharmacy"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Readers_WhoWait_AreLimitedPerCaller()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:FeedReadersPerCaller=1");
        await using var one = await EventStream.OpenAsync(api, "/v1/feed", "admin:reader");

        var second = await api.GetAsync("/v1/feed?after=latest&wait=30", "admin:reader");

        Assert.Equal((429, "rate_limited"), ((int)second.Status, second.Code));
        Assert.Equal(200, (int)(await api.GetAsync("/v1/feed?after=latest&wait=1", "admin:another")).Status);
    }

    private static string PartnerOf(string subject) => MatchGrid.Api.Access.Caller.PseudonymOf(MatchGrid.Api.Access.DevelopmentIssuer.Issuer, subject);

    private static string Id(JsonNode? one) => one!["id"]!.GetValue<string>();

    private static IEnumerable<string> Story(List<JsonNode?> events, string sku) =>
        events.Where(one => one!["sku"]!.GetValue<string>() == sku).Select(one => one!["type"]!.GetValue<string>());

    private static async Task EnterAsync(IFeedGrain partition, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            await partition.DeliverAsync(new($"request/R{i}",
                [new(1, new MatchGrid.Messages.Recorded([new(MatchEventKind.Held, DateTimeOffset.UtcNow, new($"R{i}"), new("test:a"), i)]), Closes: true)]));
        }

        await ApiUnderTest.UntilAsync(async () => (await partition.ReadAsync(null, 0, 1)).Last == to);
    }

    private async Task GrantAsync(HttpMethod method, string path, string who) => Assert.Equal(204, (int)(await Api.SendAsync(method, path, who, content: null)).Status);

    private async Task<JsonNode> UntilSeenAsync(string who, string sku)
    {
        JsonNode? seen = null;
        await ApiUnderTest.UntilAsync(async () => (seen = (await AllAsync(who, $"&sku={sku}")).FirstOrDefault()) is not null);
        return seen!;
    }

    /// <summary>Opens requests for SKUs of their own that P1 has, and waits until they are held.</summary>
    private async Task<List<string>> OpenSomeAsync(int count, string? sku = null)
    {
        var skus = new List<string>();
        for (var i = 0; i < count; i++)
        {
            skus.Add(sku ?? await town.SkuAsync());
            await town.RequestAsync(town.Fresh("p"), skus[^1]);
            await town.CountAsync("P1", skus[^1], 1);
        }

        foreach (var one in skus)
            await ApiUnderTest.UntilAsync(async () => (await AllAsync("admin:reader", $"&sku={one}&type=held")).Count > 0);

        return skus;
    }

    private Task<List<JsonNode?>> AllAsync(string who, string query) => AllAsync(Api, who, query);

    private static async Task<List<JsonNode?>> AllAsync(ApiUnderTest api, string who, string query)
    {
        var (events, cursor) = (new List<JsonNode?>(), "");
        while (true)
        {
            var page = (await api.GetAsync($"/v1/feed?after={cursor}{query}", who)).Body;
            events.AddRange(page["events"]!.AsArray());
            if (!page["more"]!.GetValue<bool>())
                return events;
            cursor = page["cursor"]!.GetValue<string>();
        }
    }
}
