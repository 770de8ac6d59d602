using System.Text.Json;
using System.Text.Json.Serialization;
using MatchGrid.Api.Input;
using MatchGrid.Api.Problems;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace MatchGrid.Api.Access;

/// <summary>Talks to the issuer, and to nobody else.</summary>
public sealed partial class SignInService(AccessOptions access, IOptionsMonitor<JwtBearerOptions> bearer, ILogger<SignInService> log) : IDisposable
{
    private const int MostCharacters = 8_000;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = TimeSpan.FromSeconds(10) };

    public async Task<OpenIdConnectConfiguration?> IssuerAsync(CancellationToken cancellation)
    {
        try
        {
            return await bearer.Get(AccessServices.Configured).ConfigurationManager!.GetConfigurationAsync(cancellation);
        }
        catch (Exception failed) when (failed is InvalidOperationException or IOException or HttpRequestException)
        {
            LogUnreachable(failed);
            return null;
        }
    }

    public Task<IResult> ExchangeAsync(CodeBody body, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        var (code, verifier, redirect) = (errors.Text(body.Code, "code", MostCharacters), errors.Text(body.Verifier, "verifier", MostCharacters), errors.Text(body.RedirectUri, "redirectUri", MostCharacters));
        if (!errors.Any && errors.Has(code, "code") && errors.Has(verifier, "verifier"))
            errors.Has(redirect, "redirectUri");
        return errors.Any ? Task.FromResult<IResult>(errors.Refusal()) : AskAsync(cancellation, ("grant_type", "authorization_code"), ("code", code!), ("code_verifier", verifier!), ("redirect_uri", redirect!));
    }

    public Task<IResult> RefreshAsync(RefreshBody body, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        var token = errors.Text(body.RefreshToken, "refreshToken", MostCharacters);
        if (!errors.Any)
            errors.Has(token, "refreshToken");
        return errors.Any ? Task.FromResult<IResult>(errors.Refusal()) : AskAsync(cancellation, ("grant_type", "refresh_token"), ("refresh_token", token!));
    }

    public void Dispose() => http.Dispose();

    private async Task<IResult> AskAsync(CancellationToken cancellation, params (string Name, string Value)[] form)
    {
        if (access.Authority is null || access.ClientId is null)
            return Refused.Of(ApiCodes.SignInUnavailable, "This server sends nobody to an issuer: Auth:Authority and Auth:ClientId are not set.");
        if (await IssuerAsync(cancellation) is not { TokenEndpoint: { } endpoint })
            return Refused.Of(ApiCodes.IssuerUnreachable, "The issuer does not answer.");
        var fields = form.Append(("client_id", access.ClientId)).Concat(access.ClientSecret is { } secret ? [("client_secret", secret)] : []);
        try
        {
            using var content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
            using var answer = await http.PostAsync(new Uri(endpoint), content, cancellation);
            if ((int)answer.StatusCode is >= 400 and < 500)
                return Refused.Of(ApiCodes.SignInRefused, "The issuer did not take the code.");
            answer.EnsureSuccessStatusCode();
            var tokens = await answer.Content.ReadFromJsonAsync<IssuerTokens>(cancellation);
            return tokens?.AccessToken is { } token ? Results.Ok(new TokensAnswer(token, tokens.RefreshToken)) : Refused.Of(ApiCodes.SignInRefused, "The issuer gave no token.");
        }
        catch (Exception failed) when (failed is HttpRequestException or JsonException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            LogUnreachable(failed);
            return Refused.Of(ApiCodes.IssuerUnreachable, "The issuer does not answer.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The issuer that people sign in at does not answer as it should")]
    private partial void LogUnreachable(Exception cause);

    private sealed record IssuerTokens([property: JsonPropertyName("access_token")] string? AccessToken, [property: JsonPropertyName("refresh_token")] string? RefreshToken);
}
