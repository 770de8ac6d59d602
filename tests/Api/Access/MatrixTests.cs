using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MatchGrid.Api.Live;
using MatchGrid.Keys;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace MatchGrid.Tests.Api.Access;

/// <summary>Every route and every hub method × every role × an owner and another: none reaches further than stated.</summary>
public sealed class MatrixTests : IAsyncLifetime
{
    private readonly Issuer issuer = new();
    private readonly Dictionary<string, string?> tokens = [];
    private readonly Dictionary<string, string> parameters = new() { ["pharmacy"] = "P1", ["partner"] = "acme", ["sku"] = "test:M1", ["key"] = "99", ["webhook"] = "none", ["patient"] = "p-nobody", ["announcement"] = "batch-1", ["relative"] = "none", ["region"] = "R1", ["alarm"] = "a", ["code"] = "US-NY", ["documentName"] = "v1" };
    private ApiUnderTest api = null!;

    public async Task InitializeAsync()
    {
        api = await issuer.StartAsync();
        (tokens["nobody"], tokens["patient"], tokens["other patient"]) = (null, issuer.Token("patient", "anna"), issuer.Token("patient", "bert"));
        (tokens["pharmacy"], tokens["other pharmacy"]) = (issuer.Token("pharmacy", "till", "P1"), issuer.Token("pharmacy", "till", "P2"));
        (tokens["partner"], tokens["other partner"]) = (issuer.Token("partner", "p", tenant: "acme"), issuer.Token("partner", "p", tenant: "other"));
        foreach (var role in (string[])["coordinator", "maker", "admin"])
            tokens[role] = issuer.Token(role, role);
        await SetUpAsync();
        tokens["key of pharmacy"] = await KeyAsync("pharmacies/P1", KeyScopes.OfPharmacies);
        tokens["key of other pharmacy"] = await KeyAsync("pharmacies/P2", KeyScopes.OfPharmacies);
        tokens["key of partner"] = await KeyAsync("partners/acme", KeyScopes.OfPartners);
    }

    public async Task DisposeAsync()
    {
        await api.DisposeAsync();
        issuer.Dispose();
    }

    [Fact]
    public void EveryRoute_IsStated()
    {
        var routes = RoutesOf(api).ToList();

        Assert.True(routes.Count > 40, "The walk must meet the routes.");
        Assert.Empty(routes.Except(Matrix.Routes.Keys)); // a new route: state in Matrix.cs who may use it
        Assert.Empty(Matrix.Routes.Keys.Except(routes));
    }

    [Fact]
    public async Task EveryRoute_OfTheDevelopmentIssuer_IsStated()
    {
        await using var development = await ApiUnderTest.StartAsync();

        Assert.Empty(RoutesOf(development).Except(Matrix.Routes.Keys).Except(Matrix.DevelopmentRoutes));
    }

    [Fact]
    public void EveryHubMethod_IsStated()
    {
        var methods = typeof(LiveHub).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.GetBaseDefinition().DeclaringType == typeof(LiveHub)).Select(method => method.Name);

        Assert.Equal(Matrix.HubMethods.Keys.Order(), methods.Order());
    }

    [Fact]
    public async Task EveryRoute_ForEveryCaller_AnswersAsStated()
    {
        var wrong = new List<string>();
        foreach (var (route, may) in Matrix.Routes.OrderBy(route => Rank(route.Key)))
        {
            Assert.Equal(Matrix.Callers.Length, may.Length);
            // Those who may not come first: what the others do changes things.
            foreach (var (index, caller) in Matrix.Callers.Index().OrderBy(one => may[one.Index] == '+'))
            {
                var status = await StatusAsync(route, tokens[caller]);
                if (!Fits(may[index], status))
                    wrong.Add($"{route} as {caller}: {status} instead of {may[index]}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public async Task EveryHubMethod_ForEveryCaller_AnswersAsStated()
    {
        var wrong = new List<string>();
        foreach (var (index, caller) in Matrix.Callers.Skip(1).Index())
        {
            await using var connection = ApiUnderTest.Connect(api.Root, tokens[caller]);
            await connection.StartAsync();
            foreach (var (method, (arguments, may)) in Matrix.HubMethods)
            {
                Assert.Equal(Matrix.Callers.Length - 1, may.Length);
                if (await ReachesAsync(connection, method, arguments) != (may[index] == '+'))
                    wrong.Add($"{method} as {caller}: not as stated");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Hub_WithoutAToken_IsClosed()
    {
        await using var connection = ApiUnderTest.Connect(api.Root, token: null);

        await Assert.ThrowsAnyAsync<Exception>(() => connection.StartAsync());
    }

    [Fact]
    public async Task Key_WithoutTheScope_ReachesNothingOfIt()
    {
        var stock = await KeyAsync("pharmacies/P1", [KeyScopes.Stock]);

        Assert.NotEqual(403, await StatusAsync("GET /v1/pharmacies/{pharmacy}/stock", stock));
        Assert.Equal(403, await StatusAsync("GET /v1/pharmacies/{pharmacy}/holds", stock));
        Assert.Equal(403, await StatusAsync("GET /v1/skus", stock));
        await using var connection = ApiUnderTest.Connect(api.Root, stock);
        await connection.StartAsync();
        Assert.False(await ReachesAsync(connection, "WatchHolds", ["P1"]));
    }

    private static bool Fits(char may, int status) => may switch
    {
        '?' => status == 401,
        '-' => status == 403,
        '0' => status == 404,
        _ => status is not (401 or 403 or >= 500),
    };

    /// <summary>What only reads comes first, what takes away last.</summary>
    private static int Rank(string route) => route.Split(' ')[0] switch { "GET" or "*" => 0, "DELETE" => 2, _ => 1 };

    private static IEnumerable<string> RoutesOf(ApiUnderTest api) =>
        from route in api.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]
        where method is not ("OPTIONS" or "HEAD")
        select $"{method} /{route.RoutePattern.RawText!.Trim('/')}";

    private async Task SetUpAsync()
    {
        var place = new { name = "A pharmacy", kind = "retail", latitude = 48.85, longitude = 2.35, hours = "24/7", zone = "Europe/Paris" };
        await DoneAsync(HttpMethod.Put, "/v1/pharmacies/P1", tokens["admin"], place);
        await DoneAsync(HttpMethod.Put, "/v1/pharmacies/P2", tokens["admin"], place);
        await DoneAsync(HttpMethod.Put, "/v1/skus/test:M1", tokens["admin"], new { name = "Medicine" });
        await DoneAsync(HttpMethod.Post, "/v1/pharmacies/P1/stock", tokens["pharmacy"], new[] { new { sku = "test:M1", onHand = 1 } });
        var need = new { skus = new[] { "test:M1" }, quantity = 1, latitude = 48.85, longitude = 2.35, radiusMetres = 500 };
        using var opened = JsonDocument.Parse(await DoneAsync(HttpMethod.Post, "/v1/requests", tokens["patient"], need));
        parameters["request"] = opened.RootElement.GetProperty("id").GetString()!;
        while (!parameters.ContainsKey("match"))
        {
            using var request = JsonDocument.Parse(await DoneAsync(HttpMethod.Get, $"/v1/requests/{parameters["request"]}", tokens["patient"], body: null));
            if (request.RootElement.GetProperty("matches").EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object } match)
                parameters["match"] = parameters["hold"] = match.GetProperty("id").GetString()!;
        }
    }

    private async Task<string> KeyAsync(string owner, IReadOnlyList<string> scopes)
    {
        using var made = JsonDocument.Parse(await DoneAsync(HttpMethod.Post, $"/v1/{owner}/keys", tokens["admin"], new { name = "a machine", scopes }));
        return made.RootElement.GetProperty("key").GetString()!;
    }

    private async Task<string> DoneAsync(HttpMethod method, string path, string? token, object? body)
    {
        using var content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        var answer = await SendAsync(method, path, token, content);
        Assert.True((int)answer.Status is >= 200 and < 300, answer.Text);
        return answer.Text;
    }

    private async Task<int> StatusAsync(string route, string? token)
    {
        var (method, pattern) = route.Split(' ', 2) is [var left, var right] ? (left == "*" ? "POST" : left, right) : throw new ArgumentException(route, nameof(route));
        var path = Regex.Replace(pattern, "{(?<name>[a-zA-Z]+)[^}]*}", found => parameters[found.Groups["name"].Value], RegexOptions.None, TimeSpan.FromSeconds(1));
        using var content = method is "GET" or "DELETE" ? null : new StringContent("{}", new MediaTypeHeaderValue(pattern.EndsWith(":import", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json"));
        return (int)(await SendAsync(new(method), path, token, content)).Status;
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, string? token, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await api.SendAsync(request);
    }

    /// <summary>False when the hub says that the caller may not.</summary>
    private static async Task<bool> ReachesAsync(HubConnection connection, string method, object?[] arguments)
    {
        try
        {
            if (method is nameof(LiveHub.StreamStock) or nameof(LiveHub.StreamFeed))
            {
                using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
                await foreach (var _ in connection.StreamAsyncCore<JsonElement>(method, method == nameof(LiveHub.StreamStock) ? [.. arguments, NoLines()] : arguments, soon.Token))
                    break;
            }
            else
            {
                await connection.InvokeCoreAsync(method, arguments);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return true; // let in, and nothing to tell
        }
        catch (HubException refused) when (refused.Message.Contains("unauthorized", StringComparison.Ordinal) || refused.Message.Contains("forbidden", StringComparison.Ordinal))
        {
            return false;
        }
        catch (HubException refused) when (refused.Message.Contains("unknown_", StringComparison.Ordinal))
        {
            return true;
        }
    }

    private static async IAsyncEnumerable<JsonElement> NoLines()
    {
        await Task.CompletedTask;
        yield break;
    }
}
