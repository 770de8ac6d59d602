using System.Security.Cryptography;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MatchGrid.Tests.Api.Access;

/// <summary>An OpenID Connect issuer whose signing key the API knows: as in production, without the development issuer.</summary>
internal sealed class Issuer : IDisposable
{
    private const string Name = "https://issuer.example";

    private readonly RSA key = RSA.Create(2048);
    private readonly RsaSecurityKey signing;

    public Issuer() => signing = new(key);

    public Task<ApiUnderTest> StartAsync(params string[] settings) => ApiUnderTest.StartAsync(
        null,
        builder => builder.Services.Configure<JwtBearerOptions>("configured", options =>
        {
            options.Configuration = new() { Issuer = Name };
            options.Configuration.SigningKeys.Add(signing);
        }),
        [$"--Auth:Authority={Name}", "--Auth:Audience=grid", "--Auth:Development=false", .. settings]);

    public string Token(string role, string subject, string? pharmacy = null, string? tenant = null)
    {
        var claims = new Dictionary<string, object> { ["sub"] = subject, ["role"] = role };
        if (pharmacy is not null)
            claims["pharmacy"] = pharmacy;
        if (tenant is not null)
            claims["tenant"] = tenant;
        return Token(claims);
    }

    public string Token(Dictionary<string, object> claims, string audience = "grid") => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Name,
        Audience = audience,
        Claims = claims,
        SigningCredentials = new(signing, SecurityAlgorithms.RsaSha256),
    });

    public void Dispose() => key.Dispose();
}
