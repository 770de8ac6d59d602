using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MatchGrid.Client;
using MatchGrid.Client.Feed;
using MatchGrid.Client.Inbox;
using MatchGrid.Client.Requests;
using MatchGrid.Client.Stock;
using MatchGrid.Client.Webhooks;
using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Api.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Tests.Api.Client;

/// <summary>The .NET client against the running grid.</summary>
public sealed class ClientTests(WebhookTests.Shop town) : IClassFixture<WebhookTests.Shop>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Need_IsMetAndTold_AndTheMatchAccepted()
    {
        var (sku, name) = (await town.SkuAsync(), town.Fresh("client"));
        using var patient = Client($"patient:{name}");
        using var pharmacy = Client("pharmacy:P1");

        var request = await patient.Requests.OpenAsync(new(Town.Latitude, Town.Longitude) { Skus = [sku], RadiusMetres = 500 });
        var report = await pharmacy.Stock.ReportAsync("P1", [new(sku) { OnHand = 1 }, new("test:nowhere") { Delta = 1 }], "client-test");
        var held = await FirstAsync(patient.Inbox.FollowAsync(), entry => entry.Kind == "held");
        var accepted = await patient.Requests.AcceptAsync(request.Id, held.Match!.Id);

        Assert.Equal((1, 1), (report.Applied, report.ErrorCount));
        Assert.Equal("unknown_sku", Assert.Single(report.Errors).Code);
        Assert.Equal((request.Id, "P1", "accepted"), (held.Request, held.Match.Pharmacy.Id, accepted.Status));
        Assert.Equal(accepted.Code, Assert.Single((await patient.Requests.GetAsync(request.Id)).Matches).Code);
        Assert.Single(await patient.Requests.ListAsync());
        Assert.Equal("cancelled", (await patient.Requests.CancelAsync(request.Id)).Status);
    }

    [Fact]
    public async Task SameKey_IsTheSameRequest_AndARefusalHasItsCode()
    {
        var sku = await town.SkuAsync();
        using var patient = Client($"patient:{town.Fresh("client")}");
        var need = new Need(Town.Latitude, Town.Longitude) { Skus = [sku] };

        var (first, second) = (await patient.Requests.OpenAsync(need, "k1"), await patient.Requests.OpenAsync(need, "k1"));
        var refused = await Assert.ThrowsAsync<MatchGridException>(() => patient.Requests.OpenAsync(need with { Latitude = 91 }, "k2"));
        var unknown = await Assert.ThrowsAsync<MatchGridException>(() => patient.Requests.GetAsync("nothing"));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(("invalid_coordinates", "latitude"), (refused.Code, refused.Field));
        Assert.Equal(("unknown_request", HttpStatusCode.NotFound), (unknown.Code, unknown.Status));
    }

    [Fact]
    public async Task Inbox_OverACutConnection_HasNeitherGapNorRepeat()
    {
        var name = town.Fresh("client");
        await using var network = new CuttingProxy(Api.Root);
        using var patient = Client($"patient:{name}", network.Root);
        var told = new List<InboxEntry>();
        await using var entries = patient.Inbox.FollowAsync().GetAsyncEnumerator();
        for (var round = 0; round < 3; round++)
        {
            var next = entries.MoveNextAsync();
            network.Cut();
            var sku = await town.SkuAsync();
            await town.RequestAsync(name, sku);
            await town.CountAsync("P1", sku, 1);
            Assert.True(await next.AsTask().WaitAsync(ApiUnderTest.Patience));
            told.Add(entries.Current);
        }

        Assert.Equal([1, 2, 3], told.Select(entry => entry.Number));
        Assert.True(network.Accepted >= 3, "The connection was cut, and made again.");
    }

    [Fact]
    public async Task Feed_OverACutConnection_HasNeitherGapNorRepeat()
    {
        await using var network = new CuttingProxy(Api.Root);
        using var reader = Client("admin:a", network.Root);
        var skus = new List<string>();
        for (var i = 0; i < 4; i++)
            skus.Add(await town.SkuAsync());
        var begin = (await reader.Feed.ReadAsync("latest")).Cursor;
        var filter = new FeedFilter { Sku = skus, Type = ["opened"] };
        var seen = new List<FeedEvent>();
        await using var items = reader.Feed.FollowAsync(begin, filter).GetAsyncEnumerator();
        foreach (var sku in skus)
        {
            var next = items.MoveNextAsync();
            network.Cut();
            await town.RequestAsync(town.Fresh("feed"), sku);
            Assert.True(await next.AsTask().WaitAsync(ApiUnderTest.Patience));
            seen.Add(items.Current.Event!);
        }

        Assert.Equal(skus, seen.Select(one => one.Sku));
        Assert.Equal(seen.Select(one => one.Id).Order(), (await reader.Feed.ReadAsync(begin, filter)).Events.Select(one => one.Id).Order());
        Assert.Equal("invalid_cursor", (await Assert.ThrowsAsync<MatchGridException>(() => FirstAsync(reader.Feed.FollowAsync("nonsense"), _ => true))).Code);
    }

    [Fact]
    public async Task ServerWithoutRoom_IsAskedAgain_AndOneThatIsDownIsNamed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var busy = builder.Build();
        var asked = 0;
        busy.MapGet("/v1/requests", (HttpContext context) =>
        {
            if (++asked > 2)
                return Results.Content("""{"requests":[]}""", "application/json");
            context.Response.Headers.RetryAfter = "0";
            return Results.StatusCode(asked == 1 ? 503 : 429);
        });
        busy.MapPost("/v1/partners/p/webhooks/w/ping", () =>
        {
            asked++;
            return Results.StatusCode(500);
        });
        await busy.StartAsync();
        using var client = new MatchGridClient(new(new(busy.Urls.First())) { FirstWait = TimeSpan.FromMilliseconds(1) });

        Assert.Empty(await client.Requests.ListAsync());
        Assert.Equal(3, asked);
        Assert.Equal("http_500", (await Assert.ThrowsAsync<MatchGridException>(() => client.Webhooks.PingAsync("p", "w"))).Code);
        Assert.Equal(4, asked); // what may have been done is not done again
        await busy.StopAsync();
        Assert.Equal(MatchGridException.Unreachable, (await Assert.ThrowsAsync<MatchGridException>(() => client.Requests.ListAsync())).Code);
    }

    [Fact]
    public async Task Webhook_IsMadeRotatedAndRemoved_AndItsSignatureHolds()
    {
        await using var receiver = await Receiver.StartAsync();
        using var partner = Client("admin:a");
        var made = await partner.Webhooks.MakeAsync("client", new(receiver.Url) { Filter = new() { Type = ["held"] }, Name = "mine" });

        var ping = await partner.Webhooks.PingAsync("client", made.Id);

        Assert.Equal(204, ping.Status);
        var delivered = receiver.Deliveries.Single();
        Assert.True(IsValid(made.Secret, delivered.Body, DateTimeOffset.UtcNow));
        Assert.False(IsValid(made.Secret, delivered.Body + " ", DateTimeOffset.UtcNow));
        Assert.False(IsValid(made.Secret, delivered.Body, DateTimeOffset.UtcNow.AddMinutes(6)));
        var rotated = await partner.Webhooks.RotateSecretAsync("client", made.Id, TimeSpan.Zero);
        Assert.False(IsValid(rotated, delivered.Body, DateTimeOffset.UtcNow));
        await partner.Webhooks.PauseAsync("client", made.Id);
        Assert.Equal(("mine", "owner"), ((await partner.Webhooks.GetAsync("client", made.Id)).Name, Assert.Single(await partner.Webhooks.ListAsync("client")).PausedBecause));
        await partner.Webhooks.ResumeAsync("client", made.Id);
        await partner.Webhooks.DeleteAsync("client", made.Id);
        Assert.Empty(await partner.Webhooks.ListAsync("client"));

        bool IsValid(string secret, string body, DateTimeOffset now) => WebhookSignature.IsValid(
            secret, delivered.Id, delivered.Headers["webhook-timestamp"], delivered.Headers["webhook-signature"], Encoding.UTF8.GetBytes(body), now);
    }

    [Theory]
    [InlineData(typeof(Request), "RequestAnswer")]
    [InlineData(typeof(Match), "MatchAnswer")]
    [InlineData(typeof(MatchPharmacy), "MatchPharmacy")]
    [InlineData(typeof(InboxPage), "InboxAnswer")]
    [InlineData(typeof(InboxEntry), "InboxNotice")]
    [InlineData(typeof(StockReport), "StockAnswer")]
    [InlineData(typeof(LineError), "LineError")]
    [InlineData(typeof(StockChange), "StockLineBody")]
    [InlineData(typeof(Need), "RequestBody")]
    [InlineData(typeof(FeedPage), "FeedAnswer")]
    [InlineData(typeof(FeedEvent), "FeedMessage")]
    [InlineData(typeof(WebhookTerms), "WebhookInput")]
    [InlineData(typeof(Webhook), "WebhookAnswer")]
    [InlineData(typeof(WebhookAttempt), "WebhookAttempt")]
    public async Task Types_HaveNoMemberThatTheDocumentHasNot(Type type, string schema)
    {
        var document = (await Api.GetAsync("/openapi/v1.json")).Body;

        var known = document["components"]!["schemas"]![schema]!["properties"]!.AsObject().Select(member => member.Key);
        Assert.Empty(type.GetProperties().Select(member => JsonNamingPolicyName(member.Name)).Except(known));
    }

    private static string JsonNamingPolicyName(string name) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name);

    private MatchGridClient Client(string who, Uri? root = null)
    {
        var (role, subject) = who.Split(':') is [var left, var right] ? (left, right) : throw new ArgumentException("role:subject", nameof(who));
        return new(new(root ?? Api.Root)
        {
            Token = async _ => await Api.TokenAsync(role, subject, role == "pharmacy" ? subject : null), FirstWait = TimeSpan.FromMilliseconds(20),
        });
    }

    private static async Task<T> FirstAsync<T>(IAsyncEnumerable<T> all, Func<T, bool> isIt)
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        await foreach (var one in all.WithCancellation(patience.Token))
        {
            if (isIt(one))
                return one;
        }

        throw new InvalidOperationException("It ended.");
    }
}
