using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MatchGrid.Api.Startup;
using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Web.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MatchGrid.Tests.Web;

/// <summary>Signing in at an issuer of one's own: authorization code flow with a proof key.</summary>
public sealed class SignInTests(Stage stage) : IClassFixture<Stage>
{
    [BrowserFact]
    public async Task Person_IsSentToTheIssuer_ComesBackSignedIn_AndGetsAnotherTokenInTime()
    {
        await using var issuer = await Issuer.StartAsync();
        using var folder = new TemporaryFolder();
        var (start, _) = StartOptions.Read(
            ["--urls", "http://127.0.0.1:0", "--data", folder.Path, $"--Web:Folder={Needs.App}", $"--Auth:Authority={issuer.Root}", "--Auth:Audience=grid", "--Auth:ClientId=app", "--Auth:ClientSecret=hush", "--Auth:RoleClaim=realm.roles", "--Limits:MostLag=00:01:00"]);
        await using var app = ApiHost.Build(start!, builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        await using var window = await stage.OpenElsewhereAsync(new(app.Urls.First()));

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "I need a medicine" }).ClickAsync();

        await Expect(window.Heading("My medicines")).ToBeVisibleAsync();
        await window.LiveAsync();
        Assert.DoesNotContain("code=", window.Page.Url, StringComparison.Ordinal);
        await window.Page.ReloadAsync(); // the first token ends within a minute: another one is got
        await window.LiveAsync();
        Assert.True(issuer.Refreshed > 0);

        // An answer that nobody asked for signs nobody in.
        await using var other = await stage.OpenElsewhereAsync(new(app.Urls.First()), path: "/signed-in?code=stolen&state=x");
        await Expect(other.Page.GetByText("The sign-in did not come to an end.")).ToBeVisibleAsync();
        Assert.Empty(window.Errors.Concat(other.Errors));
        await app.StopAsync();
    }

    /// <summary>An OpenID Connect issuer that lets everybody in as the same patient.</summary>
    private sealed class Issuer : IAsyncDisposable
    {
        private readonly RSA key = RSA.Create(2048);
        private readonly WebApplication app;
        private string? challenge;

        private Issuer(WebApplication server) => app = server;

        public string Root => app.Urls.First();

        public int Refreshed { get; private set; }

        public static async Task<Issuer> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var server = builder.Build();
            var issuer = new Issuer(server);
            server.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, string>
            {
                ["issuer"] = issuer.Root, ["authorization_endpoint"] = $"{issuer.Root}/authorize", ["token_endpoint"] = $"{issuer.Root}/token", ["jwks_uri"] = $"{issuer.Root}/keys",
            });
            server.MapGet("/keys", () => Results.Text($$"""{"keys":[{{issuer.PublicKey()}}]}""", "application/json"));
            server.MapGet("/authorize", (HttpRequest request) => issuer.Authorize(request.Query));
            server.MapPost("/token", async (HttpRequest request) => issuer.Exchange(await request.ReadFormAsync()));
            await server.StartAsync();
            return issuer;
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            key.Dispose();
        }

        private IResult Authorize(IQueryCollection query)
        {
            if (query["client_id"] != "app" || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["scope"] != "openid")
                return Results.BadRequest();
            challenge = query["code_challenge"];
            return Results.Redirect($"{query["redirect_uri"]}?code=once&state={query["state"]}");
        }

        private IResult Exchange(IFormCollection form)
        {
            if (form["client_id"] != "app" || form["client_secret"] != "hush")
                return Results.Unauthorized();
            if (form["grant_type"] == "refresh_token" && form["refresh_token"] == "again")
            {
                Refreshed++;
                return Results.Json(new Dictionary<string, object> { ["access_token"] = Token(TimeSpan.FromHours(1)) });
            }

            var proof = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
            return form["code"] == "once" && proof == challenge
                ? Results.Json(new Dictionary<string, object> { ["access_token"] = Token(TimeSpan.FromSeconds(50)), ["refresh_token"] = "again" })
                : Results.BadRequest();
        }

        private string Token(TimeSpan lasts) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Root,
            Audience = "grid",
            Expires = DateTime.UtcNow + lasts,
            Claims = new Dictionary<string, object> { ["sub"] = "anna", ["realm"] = new Dictionary<string, object> { ["roles"] = new[] { "other", "patient" } } },
            SigningCredentials = new(new RsaSecurityKey(key) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256),
        });

        private string PublicKey()
        {
            var parameters = key.ExportParameters(includePrivateParameters: false);
            return $$"""{"kty":"RSA","use":"sig","alg":"RS256","kid":"k1","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}","e":"{{Base64Url.EncodeToString(parameters.Exponent)}}"}""";
        }
    }
}
