using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MatchGrid.Silo.Storage;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api;

/// <summary>An older backup comes back: who knows more than it is told so, and ends with what it knows.</summary>
public sealed class RestoreTests
{
    private const string Sku = "ndc:00069-1085-30";

    [Fact]
    public async Task Client_OfALostFuture_IsToldAndEndsWithExactlyWhatTheRestoredServerKnows()
    {
        using var folder = new TemporaryFolder();
        var (data, backup, restored) = (Path.Combine(folder.Path, "data"), Path.Combine(folder.Path, "backup"), Path.Combine(folder.Path, "restored"));
        string epoch, request, hold;
        using (var program = Start(data))
        {
            var server = new Server(await program.UrlAsync());
            await server.SendAsync(HttpMethod.Put, $"/v1/skus/{Sku}", "admin", """{"name":"Paxlovid"}""");
            await server.SendAsync(HttpMethod.Put, "/v1/pharmacies/P1", "admin", """{"name":"One","kind":"retail","latitude":40.7,"longitude":-74,"hours":"24/7","zone":"UTC"}""");
            request = (await server.SendAsync(HttpMethod.Post, "/v1/requests", "patient",
                $$"""{"skus":["{{Sku}}"],"quantity":1,"latitude":40.7,"longitude":-74,"radiusMetres":5000,"urgency":"soon"}"""))!["id"]!.GetValue<string>();
            await using var inbox = await server.InboxAsync(null, 0);
            await server.SendAsync(HttpMethod.Post, "/v1/pharmacies/P1/stock", "pharmacy", $$"""[{"sku":"{{Sku}}","onHand":1}]""");
            hold = (await inbox.NextAsync("held"))["match"]!["id"]!.GetValue<string>();
            await server.SendAsync(HttpMethod.Post, $"/v1/requests/{request}/matches/{hold}/accept", "patient");
            Assert.Equal(2, (await inbox.NextAsync("accepted"))["number"]!.GetValue<long>());

            GridBackup.Take(data, backup, TimeProvider.System); // while it runs

            await server.SendAsync(HttpMethod.Post, $"/v1/pharmacies/P1/holds/{hold}/set-aside", "pharmacy");
            await inbox.NextAsync("set_aside");
            await server.SendAsync(HttpMethod.Post, $"/v1/pharmacies/P1/holds/{hold}/not-there", "pharmacy");
            var broken = await inbox.NextAsync("broken");
            Assert.Equal(4, broken["number"]!.GetValue<long>());
            epoch = broken["epoch"]!.GetValue<string>();
            Assert.Equal(0, await program.InterruptAsync());
        }

        GridBackup.Restore(backup, restored, TimeProvider.System);

        using (var program = Start(restored))
        {
            var server = new Server(await program.UrlAsync());
            // Other things happen this time, up to the same number: by number alone the client would miss them all.
            await server.SendAsync(HttpMethod.Delete, $"/v1/requests/{request}", "patient");
            while ((await server.SendAsync(HttpMethod.Get, "/v1/inbox", "patient"))!["last"]!.GetValue<long>() < 3)
            {
                // The letter is on its way.
            }

            await using var told = await server.InboxAsync(epoch, 3);
            Assert.True(told.StartsOver);
            Assert.NotEqual(epoch, told.Epoch);
            JsonNode[] seen = [await told.NextAsync("held"), await told.NextAsync("accepted"), await told.NextAsync("cancelled")];
            Assert.True(told.IsEmpty);

            var page = (await server.SendAsync(HttpMethod.Get, $"/v1/inbox?epoch={epoch}&after=3", "patient"))!;
            Assert.True(page["startOver"]!.GetValue<bool>());
            Assert.Equal(page["entries"]!.AsArray().Select(entry => entry!.ToJsonString()), seen.Select(notice => notice.ToJsonString()));

            // What it knows now, it resumes by.
            await using var resumed = await server.InboxAsync(told.Epoch, 2);
            Assert.False(resumed.StartsOver);
            Assert.Equal(3, (await resumed.NextAsync("cancelled"))["number"]!.GetValue<long>());
            Assert.Equal(0, await program.InterruptAsync());
        }
    }

    private static ApiProcess Start(string data) => ApiProcess.Start("--urls", "http://127.0.0.1:0", "--data", data, "--Auth:Development=true");

    /// <summary>A running server with one patient, one till and an administrator.</summary>
    private sealed class Server(Uri url)
    {
        private readonly HttpClient http = new() { BaseAddress = url, Timeout = ApiUnderTest.Patience };
        private readonly Dictionary<string, string> tokens = [];

        public async Task<JsonNode?> SendAsync(HttpMethod method, string path, string role, string? body = null)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(role));
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
            return text.Length > 0 ? JsonNode.Parse(text) : null;
        }

        public async Task<Inbox> InboxAsync(string? epoch, long after) =>
            await Inbox.OpenAsync(ApiUnderTest.Connect(url, await TokenAsync("patient")), epoch, after);

        private async Task<string> TokenAsync(string role)
        {
            if (tokens.TryGetValue(role, out var known))
                return known;
            var body = $$"""{"role":"{{role}}","subject":"{{role}}"{{(role == "pharmacy" ? ",\"pharmacy\":\"P1\"" : "")}}}""";
            using var answer = await http.PostAsync("/v1/dev/token", new StringContent(body, Encoding.UTF8, "application/json"));
            return tokens[role] = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
        }
    }
}
