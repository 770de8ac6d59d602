using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MatchGrid.Bench.Load;

namespace MatchGrid.Tests.Cluster;

/// <summary>The doors of one host of a cluster. Tokens of one host are good at all.</summary>
internal sealed class Door(Uri root, ConcurrentDictionary<string, string> tokens) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = root, Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>Sends as <c>role:subject</c>; throws when it is refused.</summary>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, string who, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(who));
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? (text.Length == 0 ? null : JsonNode.Parse(text)) : throw new HttpRequestException($"{method} {path}: {(int)answer.StatusCode} {text}", null, answer.StatusCode);
    }

    public Task OpenPharmacyAsync(string id, double latitude) => SendAsync(HttpMethod.Put, $"/v1/pharmacies/{id}", "admin:a", new
    {
        name = $"Pharmacy {id}", latitude, longitude = 2.35, hours = "24/7", zone = "Europe/Paris",
    });

    /// <summary>Asks for one pack; the request's id.</summary>
    public async Task<string> AskAsync(string patient, string sku, double latitude) => (await SendAsync(HttpMethod.Post, "/v1/requests", $"patient:{patient}", new
    {
        skus = new[] { sku }, quantity = 1, latitude, longitude = 2.35, radiusMetres = 500,
    }))!["id"]!.GetValue<string>();

    public Task CountAsync(string pharmacy, string sku, int onHand) =>
        SendAsync(HttpMethod.Post, $"/v1/pharmacies/{pharmacy}/stock", $"pharmacy:{pharmacy}", new[] { new { sku, onHand } });

    public async Task<JsonArray> InboxAsync(string patient) => (await SendAsync(HttpMethod.Get, "/v1/inbox", $"patient:{patient}"))!["entries"]!.AsArray();

    /// <summary>A live connection; each notice's kind and number goes to <paramref name="told"/>.</summary>
    public async Task<PatientSocket> ListenAsync(string patient, Action<string, long> told)
    {
        var token = await TokenAsync($"patient:{patient}");
        return await PatientSocket.ConnectAsync(new($"ws://{root.Authority}/hubs/live?access_token={token}"), "[null,0]", (message, _) =>
        {
            var notice = JsonNode.Parse(Encoding.UTF8.GetString(message.Span))!["arguments"]![0]!;
            told(notice["kind"]!.GetValue<string>(), notice["number"]!.GetValue<long>());
        });
    }

    public void Dispose() => http.Dispose();

    private async Task<string> TokenAsync(string who)
    {
        if (tokens.TryGetValue(who, out var known))
            return known;
        var (role, subject) = (who[..who.IndexOf(':')], who[(who.IndexOf(':') + 1)..]);
        using var answer = await http.PostAsJsonAsync("/v1/dev/token", new { role, subject, pharmacy = role == "pharmacy" ? subject : null });
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return tokens[who] = body.GetProperty("token").GetString()!;
    }
}
