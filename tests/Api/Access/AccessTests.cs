using System.Security.Cryptography;
using MatchGrid.Api.Access;
using MatchGrid.Api.Startup;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MatchGrid.Tests.Api.Access;

/// <summary>Who may do what; everybody sees their own only.</summary>
public sealed class AccessTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task EveryRoute_NamesAPolicyThatExistsOrSaysThatItIsOpen()
    {
        var policies = Api.Service<IAuthorizationPolicyProvider>();
        var routes = Api.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        Assert.True(routes.Count > 30, "The walk must meet the routes.");
        foreach (var route in routes)
        {
            var named = route.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>().ToList();
            Assert.True(named.Count > 0 || route.Metadata.GetMetadata<IAllowAnonymous>() is not null, $"{route.RoutePattern.RawText} names no policy.");
            foreach (var policy in named)
                Assert.NotNull(await policies.GetPolicyAsync(policy));
        }
    }

    [Fact]
    public void OpenRoutes_AreTheseOnly()
    {
        var open = Api.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IAllowAnonymous>() is not null).Select(route => route.RoutePattern.RawText).Order();

        Assert.Equal(["/asyncapi/v1.json", "/health/live", "/health/pages", "/health/ready", "/metrics", "/openapi/{documentName}.json", "/v1/dev/token", "/v1/sign-in/", "/v1/sign-in/refresh", "/v1/sign-in/token"], open);
    }

    [Theory]
    [InlineData("GET", "/v1/me", "patient")]
    [InlineData("GET", "/v1/inbox", "patient")]
    [InlineData("GET", "/v1/requests", "patient")]
    [InlineData("GET", "/v1/pharmacies/P1/holds", "pharmacy,admin")]
    [InlineData("GET", "/v1/pharmacies/P1/stock", "pharmacy,admin")]
    [InlineData("GET", "/v1/pharmacies/P1/demand", "pharmacy,admin")]
    [InlineData("GET", "/v1/pharmacies/P1", "patient,pharmacy,coordinator,partner,maker,admin")]
    [InlineData("GET", "/v1/skus?q=x", "patient,pharmacy,coordinator,partner,maker,admin")]
    public async Task Route_IsOpenToItsRolesOnly(string method, string path, string allowed)
    {
        foreach (var role in Roles.All)
        {
            var who = role == Roles.Pharmacy ? "pharmacy:P1" : $"{role}:somebody";
            var status = (int)(await Api.SendAsync(new(method), path, who, content: null)).Status;
            Assert.True(allowed.Split(',').Contains(role) ? status == 200 : status == 403, $"{role}: {status}");
        }

        var nobody = await Api.SendAsync(new(method), path, null, content: null);
        Assert.Equal((401, "missing_token"), ((int)nobody.Status, nobody.Code));
    }

    [Fact]
    public async Task Pharmacy_ThatIsAnotherOne_IsRefused()
    {
        var answer = await Api.GetAsync("/v1/pharmacies/P1/holds", "pharmacy:P2");

        Assert.Equal((403, "forbidden"), ((int)answer.Status, answer.Code));
        await using var connection = await Api.ConnectAsync("pharmacy:P2");
        await connection.StartAsync();
        var refused = await Assert.ThrowsAsync<HubException>(() => connection.InvokeAsync("WatchHolds", "P1"));
        Assert.Contains("forbidden", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_OfAnotherPatient_IsUnknown()
    {
        var request = (await town.RequestAsync("owner", await town.SkuAsync()))["id"]!.GetValue<string>();

        var read = await Api.GetAsync($"/v1/requests/{request}", "patient:other");
        var cancel = await Api.SendAsync(HttpMethod.Delete, $"/v1/requests/{request}", "patient:other", content: null);

        Assert.Equal((404, "unknown_request"), ((int)read.Status, read.Code));
        Assert.Equal((404, "unknown_request"), ((int)cancel.Status, cancel.Code));
    }

    [Theory]
    [InlineData("x.y.z")]
    [InlineData("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJtYXRjaGdyaWQtZGV2ZWxvcG1lbnQiLCJhdWQiOiJtYXRjaGdyaWQiLCJzdWIiOiJhIiwicm9sZSI6ImFkbWluIn0.")]
    public async Task Token_ThatIsWrong_IsRefused(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/me");
        request.Headers.Authorization = new("Bearer", token);

        var answer = await Api.SendAsync(request);

        Assert.Equal((401, "invalid_token"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Token_OfAnotherKey_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var forged = new DevelopmentIssuer(folder.Path, TimeProvider.System).Sign(Roles.Admin, "a", []);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/pharmacies/P1/holds");
        request.Headers.Authorization = new("Bearer", forged);

        Assert.Equal("invalid_token", (await Api.SendAsync(request)).Code);
    }

    [Fact]
    public async Task Hub_WithAWrongToken_IsRefusedEvenWhereNobodyNeedsOne()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hubs/live/negotiate?negotiateVersion=1&access_token=x.y.z");

        var answer = await Api.SendAsync(request);

        Assert.Equal((401, "invalid_token"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Pseudonym_HidesTheSubjectAndStaysTheSame()
    {
        var first = (await Api.GetAsync("/v1/me", "patient:anna@example.org")).Body["id"]!.GetValue<string>();
        var second = (await Api.PutAsync("/v1/me", "patient:anna@example.org", new { displayName = "Anna" })).Body;

        Assert.Matches("^p-[a-z2-7]{20}$", first);
        Assert.Equal((first, "Anna"), (second["id"]!.GetValue<string>(), second["displayName"]!.GetValue<string>()));
        Assert.Equal("p-ed2lh2jxsyuyg35lgw6a", Caller.PseudonymOf("issuer", "subject"));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://127.0.0.1:0;http://*:0")]
    [InlineData("http://example.org:0")]
    public void DevelopmentIssuer_OnAnOpenAddress_RefusesToStart(string urls)
    {
        using var folder = new TemporaryFolder();
        var (start, _) = StartOptions.Read(["--urls", urls, "--data", folder.Path, "--demo"]);

        Assert.Throws<RefusedStartException>(() => ApiHost.Build(start!));
    }

    [Fact]
    public async Task DevelopmentIssuer_WhenOff_GivesNoTokens()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Auth:Development=false");

        var answer = await api.PostAsync("/v1/dev/token", null, new { role = "admin", subject = "a" });

        Assert.Equal((404, "not_found"), ((int)answer.Status, answer.Code));
        await using var page = await api.ConnectAsync(who: null);
        await Assert.ThrowsAnyAsync<Exception>(() => page.StartAsync());
    }

    [Fact]
    public void ConfiguredIssuer_WithoutAnAudience_RefusesToStart()
    {
        var (start, _) = StartOptions.Read(["--Auth:Authority=https://issuer.example"]);

        Assert.Throws<RefusedStartException>(() => ApiHost.Build(start!));
    }

    [Fact]
    public async Task ConfiguredIssuer_IsReadByItsOwnClaimNames()
    {
        using var issuer = new Issuer();
        await using var api = await issuer.StartAsync("--Auth:RoleClaim=grid_role", "--Auth:PharmacyClaim=grid_pharmacy", "--Auth:Development=true");

        Assert.Equal(200, await StatusAsync("/v1/me", Token("grid", "patient")));
        Assert.Equal(404, await StatusAsync("/v1/pharmacies/P1/demand", Token("grid", "pharmacy", "P1")));
        Assert.Equal(403, await StatusAsync("/v1/pharmacies/P2/demand", Token("grid", "pharmacy", "P1")));
        Assert.Equal(401, await StatusAsync("/v1/me", Token("another-service", "patient")));
        Assert.Equal(401, await StatusAsync("/v1/me", Token("grid", "king")));
        Assert.Equal(200, (int)(await api.GetAsync("/v1/me", "patient:anna")).Status);

        string Token(string audience, string role, string? pharmacy = null) =>
            issuer.Token(new() { ["sub"] = "anna", ["grid_role"] = role, ["grid_pharmacy"] = pharmacy ?? "" }, audience);

        Task<int> StatusAsync(string path, string token) => StatusOfAsync(api, path, token);
    }

    [Fact]
    public async Task ConfiguredIssuer_WithRolesInsideAnObjectAndNamesOfItsOwn_IsUnderstood()
    {
        using var issuer = new Issuer();
        await using var api = await issuer.StartAsync("--Auth:RoleClaim=realm_access.roles", "--Auth:RoleNames:grid-payer=partner", "--Auth:TenantClaim=org.id");
        var token = issuer.Token(new()
        {
            ["sub"] = "p",
            ["realm_access"] = new Dictionary<string, object> { ["roles"] = (string[])["offline_access", "grid-payer"] },
            ["org"] = new Dictionary<string, object> { ["id"] = "acme" },
        });

        Assert.Equal(200, await StatusOfAsync(api, "/v1/partners/acme/keys", token));
        Assert.Equal(403, await StatusOfAsync(api, "/v1/partners/other/keys", token));
    }

    [Fact]
    public async Task ConfiguredIssuer_IsFoundByDiscovery()
    {
        using var key = RSA.Create(2048);
        var signing = new RsaSecurityKey(key) { KeyId = "k1" };
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        var parameters = key.ExportParameters(includePrivateParameters: false);
        server.MapGet("/.well-known/openid-configuration", (HttpContext context) => new Dictionary<string, object>
        {
            ["issuer"] = $"http://{context.Request.Host}", ["jwks_uri"] = $"http://{context.Request.Host}/keys",
        });
        server.MapGet("/keys", () => new Dictionary<string, object>
        {
            ["keys"] = new[] { new { kty = "RSA", kid = "k1", use = "sig", alg = "RS256", n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) } },
        });
        await server.StartAsync();
        var authority = server.Urls.First();
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Auth:Development=false", $"--Auth:Authority={authority}", "--Auth:Audience=grid");

        var patient = Token(new() { ["role"] = "patient" });
        Assert.Equal(200, await StatusOfAsync(api, "/v1/me", patient));
        Assert.Equal(401, await StatusOfAsync(api, "/v1/me", patient[..^8] + "AAAAAAAA"));
        Assert.Equal(401, await StatusOfAsync(api, "/v1/me", Token(new() { ["role"] = "patient" }, "another-service")));
        // The role, the organisation and the territory are what the issuer says.
        var partner = Token(new() { ["role"] = "partner", ["tenant"] = "acme" });
        Assert.Equal((200, 403), (await StatusOfAsync(api, "/v1/partners/acme/keys", partner), await StatusOfAsync(api, "/v1/partners/other/keys", partner)));
        var coordinator = Token(new() { ["role"] = "coordinator", ["territory"] = "US-NY" });
        Assert.Equal((201, 403), (await OpenAsync("US-36061"), await OpenAsync("US-NJ")));

        string Token(Dictionary<string, object> claims, string audience = "grid") => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = authority,
            Audience = audience,
            Claims = new Dictionary<string, object>(claims) { ["sub"] = "anna" },
            SigningCredentials = new(signing, SecurityAlgorithms.RsaSha256),
        });

        async Task<int> OpenAsync(string area)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/regions") { Content = System.Net.Http.Json.JsonContent.Create(new { name = "Region", areas = new[] { area } }) };
            request.Headers.Authorization = new("Bearer", coordinator);
            return (int)(await api.SendAsync(request)).Status;
        }
    }

    private static async Task<int> StatusOfAsync(ApiUnderTest api, string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", token);
        return (int)(await api.SendAsync(request)).Status;
    }

    [Fact]
    public async Task Token_ThatIsKnown_EndsWhenItSays()
    {
        var token = await Api.TokenAsync("patient", "anna");
        for (var time = 0; time < 2; time++)
        {
            var context = new DefaultHttpContext { RequestServices = Api.App.Services.CreateScope().ServiceProvider };
            context.Request.Headers.Authorization = $"Bearer {token}";

            var result = await context.AuthenticateAsync();

            Assert.Equal(new DateTimeOffset(new JsonWebToken(token).ValidTo, TimeSpan.Zero), result.Properties?.ExpiresUtc);
        }

        var known = new KnownTokens(TimeProvider.System);
        known.Keep("ended", new(), DateTime.UnixEpoch);
        Assert.Null(known.Find("ended"));
    }

    [Fact]
    public async Task DevelopmentIssuer_UnderAnotherHostName_AnswersNobody()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/live.html");
        request.Headers.Host = "evil.example";

        Assert.Equal(400, (int)(await Api.SendAsync(request)).Status);
    }

    [Fact]
    public void RouteWithoutAPolicy_IsClosed()
    {
        var fallback = Api.Service<Microsoft.Extensions.Options.IOptions<AuthorizationOptions>>().Value.FallbackPolicy;

        Assert.NotNull(fallback);
        Assert.NotEmpty(fallback.Requirements);
    }
}
