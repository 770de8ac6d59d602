using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MatchGrid.Api.Startup;
using MatchGrid.Client.Live;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Tests.Api.Support;

/// <summary>The whole API on a free port with a data folder of its own.</summary>
public sealed class ApiUnderTest : IAsyncDisposable
{
    /// <summary>Nothing here takes that long; what does, has failed.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder? folder;
    private readonly HttpClient http;
    private readonly ConcurrentDictionary<string, string> tokens = [];

    private ApiUnderTest(WebApplication app, TemporaryFolder? folder, CapturedLog log)
    {
        (App, this.folder, Log) = (app, folder, log);
        Root = new(app.Urls.First());
        http = new() { BaseAddress = Root, Timeout = Patience };
    }

    public WebApplication App { get; }

    public Uri Root { get; }

    public CapturedLog Log { get; }

    public T Service<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    public static async Task<ApiUnderTest> StartAsync(
        string? data = null, Action<WebApplicationBuilder>? configure = null, params string[] settings)
    {
        var own = data is null ? new TemporaryFolder() : null;
        data ??= own!.Path;
        var log = new CapturedLog();
        var (start, _) = StartOptions.Read(
        [
            "--urls", "http://127.0.0.1:0", "--data", data, "--Auth:Development=true", .. EngineSettings.For(data),
            "--Limits:CallerPerMinute=1000000", "--Limits:AddressPerMinute=1000000", "--Limits:DemandPerMinute=1000000",
            "--Limits:NeedsPerPatientHour=1000000", "--Limits:NeedsPerAddressHour=1000000", // tests ask again until something has arrived
            "--Limits:MostLag=00:01:00", .. settings, // and share the threads
        ]);
        var app = ApiHost.Build(start!, builder =>
        {
            builder.Logging.ClearProviders().AddProvider(log).AddFilter<CapturedLog>("MatchGrid", LogLevel.Trace);
            configure?.Invoke(builder);
        });
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new(app, own, log);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        folder?.Dispose();
    }

    public async Task<string> TokenAsync(string role, string subject, string? pharmacy = null, string? territory = null)
    {
        var key = $"{role}|{subject}|{pharmacy}";
        if (tokens.TryGetValue(key, out var known))
            return known;
        var answer = await SendAsync(HttpMethod.Post, "/v1/dev/token", null, new { role, subject, pharmacy, territory });
        return tokens[key] = answer.Body["token"]!.GetValue<string>();
    }

    /// <summary>Sends as somebody: <c>patient:anna</c>, <c>pharmacy:P1</c>, <c>coordinator:US-NY</c> (its territory), <c>admin:a</c>; nobody for null.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, string? who = null, object? body = null, string? idempotencyKey = null) =>
        await SendAsync(method, path, who, body is null ? null : new StringContent(JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(body))!.ToJsonString(), Encoding.UTF8, "application/json"), idempotencyKey);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? who, HttpContent? content, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (who is not null)
            request.Headers.Authorization = new("Bearer", await TokenOfAsync(who));
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        return await SendAsync(request);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    public Task<Answer> GetAsync(string path, string? who = null) => SendAsync(HttpMethod.Get, path, who, content: null);

    public Task<Answer> PostAsync(string path, string? who, object? body = null, string? idempotencyKey = null) =>
        SendAsync(HttpMethod.Post, path, who, body, idempotencyKey);

    public Task<Answer> PutAsync(string path, string? who, object body) => SendAsync(HttpMethod.Put, path, who, body);

    /// <summary>A pharmacy's upload as text.</summary>
    public Task<Answer> UploadAsync(string pharmacy, string text, string type = "application/json", string query = "") =>
        SendAsync(HttpMethod.Post, $"/v1/pharmacies/{pharmacy}/stock{query}", $"pharmacy:{pharmacy}", new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue(type)));

    public async Task<HubConnection> ConnectAsync(string? who) => Connect(Root, who is null ? null : await TokenOfAsync(who));

    /// <summary>A live connection to any server, yet to be started.</summary>
    public static HubConnection Connect(Uri root, string? token)
    {
        var builder = new HubConnectionBuilder().AddJsonProtocol();
        builder.Services.AddSingleton<IConnectionFactory, WebSocketConnectionFactory>();
        builder.Services.AddSingleton<System.Net.EndPoint>(new UriEndPoint(new($"ws://{root.Authority}/hubs/live{(token is null ? "" : $"?access_token={token}")}")));
        return builder.Build();
    }

    /// <summary>Looks again and again until something is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isSo())
            await Task.Delay(10, patience.Token);
    }

    private Task<string> TokenOfAsync(string who)
    {
        var (role, subject) = who.Split(':', 2) is [var left, var right] ? (left, right) : throw new ArgumentException("role:subject", nameof(who));
        return TokenAsync(role, subject, role == "pharmacy" ? subject : null, role == "coordinator" ? subject : null);
    }
}

/// <summary>An answer read whole.</summary>
public sealed record Answer(System.Net.HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonNode Body => JsonNode.Parse(Text)!;

    public string? Code => Body["code"]?.GetValue<string>();

    public string? Field => Body["field"]?.GetValue<string>();

    /// <summary>Line errors as <c>line:code</c>.</summary>
    public IEnumerable<string> LineErrors => Body["errors"]!.AsArray().Select(error => $"{error!["line"]}:{error["code"]}");
}
