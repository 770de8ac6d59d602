using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Tests.Api;

/// <summary>Text messages and e-mails: what a gateway of our own receives.</summary>
public sealed class MessageTests
{
    [Fact]
    public async Task HeldPack_IsToldByTextMessage_WithoutMedicineOrName_AndTheRecordSaysSo()
    {
        await using var gateway = await Gateway.StartAsync();
        await using var api = await StartAsync(gateway, null);
        await ConfirmAsync(api, gateway, new { channel = "sms", address = "+4915112345678", language = "de" });

        await HoldAsync(api);

        var told = await gateway.NextAsync();
        Assert.Equal(("sms", "+4915112345678"), (told["channel"]!.GetValue<string>(), told["to"]!.GetValue<string>()));
        Assert.Equal("MatchGrid: something is held for you. Answer in time: https://grid.example/app", told["text"]!.GetValue<string>());
        Assert.Equal("secret", gateway.Authorizations.Single(one => one != "").ToString());
        JsonNode? record = null;
        await ApiUnderTest.UntilAsync(async () => (record = (await api.GetAsync("/v1/me/contact", "patient:anna")).Body["deliveries"]!.AsArray().SingleOrDefault()) is not null);
        Assert.Equal(("held", "sent", 200, 1), (record!["kind"]!.GetValue<string>(), record["state"]!.GetValue<string>(), record["status"]!.GetValue<int>(), record["attempts"]!.GetValue<int>()));

        Assert.Equal(204, (int)(await api.SendAsync(HttpMethod.Delete, "/v1/me/contact", "patient:anna")).Status);
        await api.UploadAsync("P1", """[{"sku":"test:S","onHand":0}]"""); // broken
        await ApiUnderTest.UntilAsync(async () => (await api.GetAsync("/v1/inbox", "patient:anna")).Text.Contains("broken", StringComparison.Ordinal));
        await Task.Delay(TimeSpan.FromSeconds(2)); // a wake is looked for each second
        Assert.Equal(0, gateway.Count);
    }

    [Fact]
    public async Task GatewayThatIsDown_IsTriedAgain_AlsoByTheNextProcess_UnderTheSameId()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await Gateway.StartAsync();
        string? id;
        await using (var api = await StartAsync(gateway, folder.Path))
        {
            await ConfirmAsync(api, gateway, new { channel = "email", address = "anna@example.org", language = "zh-CN" });
            gateway.Answers = 503;
            await HoldAsync(api);
            id = (await gateway.NextAsync())["id"]!.GetValue<string>();
            await ApiUnderTest.UntilAsync(async () => (await api.GetAsync("/v1/me/contact", "patient:anna")).Text.Contains("waiting", StringComparison.Ordinal));
        }

        gateway.Answers = 200;
        await using var next = await StartAsync(gateway, folder.Path);
        var told = await gateway.NextAsync();
        Assert.Equal(id, told["id"]!.GetValue<string>());
        Assert.StartsWith("MatchGrid：已为您留货", told["text"]!.GetValue<string>(), StringComparison.Ordinal);
        await ApiUnderTest.UntilAsync(async () => (await next.GetAsync("/v1/me/contact", "patient:anna")).Body["deliveries"]!.AsArray().Single() is { } one
            && one["state"]!.GetValue<string>() == "sent" && one["attempts"]!.GetValue<int>() == 2);
    }

    [Fact]
    public async Task Contact_CountsOnceItsCodeCameBack()
    {
        await using var gateway = await Gateway.StartAsync();
        await using var api = await StartAsync(gateway, null);
        Assert.Equal("invalid_field", (await api.PutAsync("/v1/me/contact", "patient:anna", new { channel = "sms", address = "0151 123" })).Code);
        Assert.Equal("invalid_field", (await api.PutAsync("/v1/me/contact", "patient:anna", new { channel = "email", address = "nobody" })).Code);
        Assert.Equal("missing_field", (await api.PutAsync("/v1/me/contact", "patient:anna", new { address = "a@b.cd" })).Code);
        Assert.Equal("invalid_code", (await api.PostAsync("/v1/me/contact/confirm", "patient:anna", new { code = "000000" })).Code);
        Assert.Equal(202, (int)(await api.PutAsync("/v1/me/contact", "patient:anna", new { channel = "email", address = "anna@example.org" })).Status);
        Assert.Equal("too_soon", (await api.PutAsync("/v1/me/contact", "patient:anna", new { channel = "email", address = "anna@example.org" })).Code);
        var code = CodeOf(await gateway.NextAsync());
        for (var wrong = 0; wrong < 5; wrong++)
            Assert.Equal("invalid_code", (await api.PostAsync("/v1/me/contact/confirm", "patient:anna", new { code = "wrong" })).Code);
        Assert.Equal("invalid_code", (await api.PostAsync("/v1/me/contact/confirm", "patient:anna", new { code })).Code); // too many were wrong
        await HoldAsync(api);
        Assert.Null((await api.GetAsync("/v1/me/contact", "patient:anna")).Body["contact"]);

        await using var none = await ApiUnderTest.StartAsync();
        Assert.Empty((await none.GetAsync("/v1/me/contact", "patient:anna")).Body["channels"]!.AsArray());
        Assert.Equal("no_gateway", (await none.PutAsync("/v1/me/contact", "patient:anna", new { channel = "email", address = "a@b.cd" })).Code);
    }

    private static async Task<ApiUnderTest> StartAsync(Gateway gateway, string? data)
    {
        var api = await ApiUnderTest.StartAsync(data, null, $"--Messages:Url={gateway.Url}", "--Messages:Authorization=secret", "--Messages:Link=https://grid.example/app");
        await api.PutAsync("/v1/skus/test:S", "admin:a", new { name = "Secretin" });
        await api.PutAsync("/v1/pharmacies/P1", "admin:a", new { name = "P1", latitude = 1.0, longitude = 1.0, hours = "24/7", zone = "UTC" });
        return api;
    }

    private static async Task ConfirmAsync(ApiUnderTest api, Gateway gateway, object contact)
    {
        Assert.Equal(202, (int)(await api.PutAsync("/v1/me/contact", "patient:anna", contact)).Status);
        var code = CodeOf(await gateway.NextAsync());
        Assert.Equal(204, (int)(await api.PostAsync("/v1/me/contact/confirm", "patient:anna", new { code })).Status);
        gateway.Authorizations.Clear();
    }

    private static string CodeOf(JsonNode message) => new([.. message["text"]!.GetValue<string>().Where(char.IsAsciiDigit)]);

    private static async Task HoldAsync(ApiUnderTest api)
    {
        await api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { "test:S" }, latitude = 1.0, longitude = 1.0 });
        await api.UploadAsync("P1", """[{"sku":"test:S","onHand":1}]""");
    }

    /// <summary>An HTTP server that takes messages.</summary>
    private sealed class Gateway : IAsyncDisposable
    {
        private readonly Channel<JsonNode> taken = Channel.CreateUnbounded<JsonNode>();
        private readonly WebApplication app;

        private Gateway(WebApplication server) => app = server;

        public Uri Url => new($"{app.Urls.First()}/send");

        public int Answers { get; set; } = 200;

        public int Count => taken.Reader.Count;

        public ConcurrentBag<string> Authorizations { get; } = [];

        public static async Task<Gateway> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var server = builder.Build();
            var gateway = new Gateway(server);
            server.MapPost("/send", async context =>
            {
                var message = (await JsonNode.ParseAsync(context.Request.Body))!;
                Assert.Equal(message["id"]!.GetValue<string>(), context.Request.Headers["Idempotency-Key"].ToString());
                gateway.Authorizations.Add(context.Request.Headers.Authorization.ToString());
                context.Response.StatusCode = gateway.Answers;
                gateway.taken.Writer.TryWrite(message);
            });
            await server.StartAsync();
            return gateway;
        }

        public async Task<JsonNode> NextAsync()
        {
            using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
            return await taken.Reader.ReadAsync(patience.Token);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
