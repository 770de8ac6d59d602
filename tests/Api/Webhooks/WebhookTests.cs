using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MatchGrid.Api.Webhooks;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Http;

namespace MatchGrid.Tests.Api.Webhooks;

/// <summary>What partners' servers are sent, and what happens when they do not answer.</summary>
public sealed class WebhookTests(WebhookTests.Shop town) : IClassFixture<WebhookTests.Shop>
{
    private static int partners;

    private readonly string partner = $"partner{Interlocked.Increment(ref partners)}";

    private ApiUnderTest Api => town.Api;

    [Fact]
    public void Signature_IsThePublishedOne()
    {
        var signature = WebhookSignature.Sign(
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"u8);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [NeedsFact("node", "npm")]
    public async Task Deliveries_AreAcceptedByTheReferenceLibraries_AndRejectedWhenChangedOrOld()
    {
        await using var receiver = await Receiver.StartAsync();
        var secrets = new List<string>();
        foreach (var mode in (string[])["structured", "binary"])
            secrets.Add((await MakeAsync(receiver, new { mode }))["secret"]!.GetValue<string>());

        var sku = await HeldAsync();
        var deliveries = await receiver.UntilAsync(2);

        var binary = deliveries.Single(one => one.Headers.ContainsKey("ce-id"));
        var input = deliveries.Select(one => JsonSerializer.Serialize(new { secret = secrets[one == binary ? 1 : 0], headers = one.Headers, body = one.Body }));
        foreach (var said in await ReferenceAsync(input))
        {
            Assert.Equal("""{"accepted":true,"tampered":false,"renamed":false,"old":false}""", new JsonObject(said.AsObject().Take(4).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString());
            Assert.Equal(("matchgrid.match.held", "1.0", sku), (said["type"]!.GetValue<string>(), said["specversion"]!.GetValue<string>(), said["sku"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Secret_Rotated_BothSignUntilTheOldOneEnds()
    {
        await using var receiver = await Receiver.StartAsync();
        var made = await MakeAsync(receiver, new { });
        var rotated = await Api.PostAsync($"{Path(made)}/rotate-secret", "admin:a", new { overlapSeconds = 600 });

        await HeldAsync();
        var delivery = (await receiver.UntilAsync(1))[0];

        var timestamp = long.Parse(delivery.Headers["webhook-timestamp"]);
        var body = System.Text.Encoding.UTF8.GetBytes(delivery.Body);
        string[] secrets = [rotated.Body["secret"]!.GetValue<string>(), made["secret"]!.GetValue<string>()];
        Assert.Equal(WebhookSignature.Sign(secrets, delivery.Id, timestamp, body), delivery.Headers["webhook-signature"]);
        await Api.PostAsync($"{Path(made)}/rotate-secret", "admin:a", new { overlapSeconds = 0 });
        await Api.PostAsync($"{Path(made)}/ping", "admin:a");
        Assert.Single((await receiver.UntilAsync(2))[1].Headers["webhook-signature"].Split(' '));
    }

    [Fact]
    public async Task Failing_IsTriedAgainWithTheSameId_AndWhatFollowsWaitsInOrder()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = (_, before) => before < 2 ? Results.StatusCode(500) : Results.NoContent();
        var made = await MakeAsync(receiver, new { filter = new { type = (string[])["held", "accepted"] } });
        var (patient, sku) = (town.Fresh("w"), await town.SkuAsync());
        var request = (await town.RequestAsync(patient, sku))["id"]!.GetValue<string>();
        await town.CountAsync("P1", sku, 1);
        JsonNode? match = null;
        await ApiUnderTest.UntilAsync(async () => (match = (await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body["matches"]!.AsArray().FirstOrDefault()) is not null);
        await Api.PostAsync($"/v1/requests/{request}/matches/{match!["id"]}/accept", $"patient:{patient}");

        var deliveries = await receiver.UntilAsync(4);

        Assert.Equal(["held", "held", "held", "accepted"], deliveries.Select(one => one.Json["data"]!["type"]!.GetValue<string>()));
        Assert.Single(deliveries.Take(3).Select(one => one.Id).Distinct());
        await ApiUnderTest.UntilAsync(async () => (await Api.GetAsync(Path(made), "admin:a")).Body["delivered"]!.GetValue<long>() == 2);
        var attempts = (await Api.GetAsync(Path(made), "admin:a")).Body["attempts"]!.AsArray();
        Assert.Equal([500, 500, 204, 204], attempts.Select(one => one!["status"]!.GetValue<int>()));
        Assert.Equal([1, 2, 3, 1], attempts.Select(one => one!["number"]!.GetValue<int>()));
    }

    [Fact]
    public async Task GivenUp_IsADeadLetter_UntilARedeliveryBringsIt()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = (_, before) => before < 4 ? Results.StatusCode(503) : Results.NoContent();
        var made = await MakeAsync(receiver, new { });
        var from = DateTimeOffset.UtcNow;
        await HeldAsync();
        await ApiUnderTest.UntilAsync(async () => (await Api.GetAsync(Path(made), "admin:a")).Body["deadLetters"]!.AsArray().Count == 1);

        var asked = await Api.PostAsync($"{Path(made)}/redeliver", "admin:a", new { from, to = DateTimeOffset.UtcNow });

        Assert.Equal(204, (int)asked.Status);
        var deliveries = await receiver.UntilAsync(5);
        Assert.Single(deliveries.Select(one => one.Id).Distinct());
        await ApiUnderTest.UntilAsync(async () => (await Api.GetAsync(Path(made), "admin:a")).Body is var now
            && now["deadLetters"]!.AsArray().Count == 0 && now["redelivery"] is null && now["delivered"]!.GetValue<long>() >= 1);
    }

    [Fact]
    public async Task DeadEndpoint_SlowsNobodyElse()
    {
        await using var dead = await Receiver.StartAsync();
        await using var alive = await Receiver.StartAsync();
        dead.Answers = (_, _) => new Hangs();
        await MakeAsync(dead, new { });
        await MakeAsync(alive, new { });
        var began = Stopwatch.GetTimestamp();

        for (var i = 0; i < 5; i++)
            await HeldAsync();

        await alive.UntilAsync(5);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 15);
    }

    [Fact]
    public async Task Paused_SendsNothing_AndResumedGoesOnWhereItWas()
    {
        await using var receiver = await Receiver.StartAsync();
        var made = await MakeAsync(receiver, new { });
        Assert.Equal(204, (int)(await Api.PostAsync($"{Path(made)}/pause", "admin:a")).Status);
        var sku = await HeldAsync();
        Assert.Empty(receiver.Deliveries);

        await Api.PostAsync($"{Path(made)}/resume", "admin:a");

        Assert.Equal(sku, (await receiver.UntilAsync(1))[0].Json["data"]!["sku"]!.GetValue<string>());
    }

    [Fact]
    public async Task Receiver_ThatIsGone_PausesTheWebhook()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers = (_, _) => Results.StatusCode(410);
        var made = await MakeAsync(receiver, new { });

        await HeldAsync();

        await ApiUnderTest.UntilAsync(async () => (await Api.GetAsync(Path(made), "admin:a")).Body["pausedBecause"]?.GetValue<string>() == "gone");
        Assert.Single(receiver.Deliveries);
    }

    [Fact]
    public async Task Redirect_IsNotFollowed()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var elsewhere = await Receiver.StartAsync();
        receiver.Answers = (_, _) => Results.Redirect(elsewhere.Url, preserveMethod: true);
        var made = await MakeAsync(receiver, new { });

        var ping = await Api.PostAsync($"{Path(made)}/ping", "admin:a");

        Assert.Equal(307, ping.Body["status"]!.GetValue<int>());
        Assert.Empty(elsewhere.Deliveries);
    }

    [Fact]
    public async Task Filter_AndGrants_BothCount()
    {
        await using var receiver = await Receiver.StartAsync();
        var (wanted, other) = (await town.SkuAsync(), await town.SkuAsync());
        await MakeAsync(receiver, new { filter = new { sku = (string[])[wanted] } });

        await HeldAsync(other);
        await HeldAsync(wanted);

        var one = Assert.Single(await receiver.UntilAsync(1)); // opened is of no pharmacy, and so not granted
        Assert.Equal((wanted, "held"), (one.Json["data"]!["sku"]!.GetValue<string>(), one.Json["data"]!["type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Webhook_AfterAKill_GoesOnWhereItStood()
    {
        using var folder = new TemporaryFolder();
        await using var receiver = await Receiver.StartAsync();
        string[] settings = [.. Shop.Settings];
        JsonNode made;
        await using (var api = await ApiUnderTest.StartAsync(folder.Path, null, settings))
        {
            var answer = await api.PostAsync($"/v1/partners/{partner}/webhooks", "admin:a", new { url = receiver.Url });
            made = answer.Body;
            await api.PutAsync($"/v1/partners/{partner}/grants", "admin:a", new { everything = true });
            await api.PutAsync("/v1/skus/test:K1", "admin:a", new { name = "Medicine" });
            await api.PostAsync($"/v1/partners/{partner}/webhooks/{made["id"]}/pause", "admin:a");
            await api.PostAsync("/v1/requests", "patient:anna", new { skus = (string[])["test:K1"], quantity = 1, latitude = 48.85, longitude = 2.35, radiusMetres = 500 });
        }

        await using (var api = await ApiUnderTest.StartAsync(folder.Path, null, settings))
        {
            await api.PostAsync($"/v1/partners/{partner}/webhooks/{made["id"]}/resume", "admin:a");
            await receiver.UntilAsync(1);
        }

        Assert.Equal("opened", Assert.Single(receiver.Deliveries).Json["data"]!["type"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("http://example.org/hook")]
    [InlineData("https://10.0.0.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:192.168.1.1]/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://2130706433/")]
    [InlineData("https://user:password@example.org/")]
    [InlineData("file:///etc/passwd")]
    public async Task Url_ThatLeadsInside_IsRefused(string url)
    {
        await using var api = await ApiUnderTest.StartAsync();

        var answer = await api.PostAsync($"/v1/partners/{partner}/webhooks", "admin:a", new { url });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_field", "url"), (answer.Status, answer.Code, answer.Field));
    }

    [Fact]
    public async Task Name_ThatResolvesInside_IsNotConnectedTo()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Webhooks:AllowHttp=true");
        var made = await api.PostAsync($"/v1/partners/{partner}/webhooks", "admin:a", new { url = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) });

        var ping = await api.PostAsync($"/v1/partners/{partner}/webhooks/{made.Body["id"]}/ping", "admin:a");

        Assert.Equal(0, ping.Body["status"]!.GetValue<int>());
        Assert.Contains("may not call", ping.Body["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(receiver.Deliveries);
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001::1", false)]
    public void Address_IsJudgedByWhereItLeads(string address, bool may) => Assert.Equal(may, new AddressRules(new()).MayCall(IPAddress.Parse(address)));

    [Fact]
    public void Address_OfANetworkThatTheOperatorAllows_MayBeCalled()
    {
        var rules = new AddressRules(new() { AllowedNetworks = { "10.1.0.0/16" } });

        Assert.True(rules.MayCall(IPAddress.Parse("10.1.2.3")));
        Assert.True(rules.MayCall(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(rules.MayCall(IPAddress.Parse("10.2.2.3")));
    }

    private string Path(JsonNode made) => $"/v1/partners/{partner}/webhooks/{made["id"]}";

    private async Task<JsonNode> MakeAsync(Receiver receiver, object body)
    {
        await Api.SendAsync(HttpMethod.Put, $"/v1/pharmacies/P1/partners/{partner}", "pharmacy:P1", content: null);
        var asked = JsonSerializer.SerializeToNode(body)!.AsObject();
        asked["url"] = receiver.Url;
        if (!asked.ContainsKey("filter"))
            asked["filter"] = new JsonObject { ["type"] = new JsonArray("held") };
        var made = await Api.PostAsync($"/v1/partners/{partner}/webhooks", "admin:a", asked);
        Assert.True(made.Status == HttpStatusCode.Created, made.Text);
        return made.Body;
    }

    /// <summary>A request that P1 serves, and waits until it is held.</summary>
    private async Task<string> HeldAsync(string? of = null)
    {
        var sku = of ?? await town.SkuAsync();
        await town.RequestAsync(town.Fresh("h"), sku);
        await town.CountAsync("P1", sku, 1);
        await ApiUnderTest.UntilAsync(async () => (await Api.GetAsync($"/v1/feed?sku={sku}&type=held", "admin:a")).Body["events"]!.AsArray().Count > 0);
        return sku;
    }

    private static async Task<List<JsonNode>> ReferenceAsync(IEnumerable<string> lines)
    {
        using var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Webhooks/reference")))
            File.Copy(file, System.IO.Path.Combine(folder.Path, System.IO.Path.GetFileName(file)));
        await RunAsync("npm", "ci --no-audit --no-fund", folder.Path, []);
        return [.. (await RunAsync("node", "verify.mjs", folder.Path, lines)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private static async Task<string> RunAsync(string program, string arguments, string folder, IEnumerable<string> input)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        foreach (var line in input)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    public sealed class Shop : Town
    {
        public static readonly string[] Settings =
        [
            "--Webhooks:AllowHttp=true", "--Webhooks:AllowedNetworks:0=127.0.0.0/8", "--Webhooks:ReportEvery=00:00:00.100", "--Webhooks:Timeout=00:00:05",
            "--Webhooks:Retries:0=00:00:00.100", "--Webhooks:Retries:1=00:00:00.200", "--Webhooks:Retries:2=00:00:00.300",
        ];

        public override async Task InitializeAsync() => await StartAsync(Settings);
    }

    private sealed class Hangs : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => Task.Delay(TimeSpan.FromMinutes(1), httpContext.RequestAborted);
    }
}
