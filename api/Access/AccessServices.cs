using MatchGrid.Silo;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MatchGrid.Api.Access;

/// <summary>Bearer tokens of the configured issuer and, where it is on, of the development issuer.</summary>
public static class AccessServices
{
    private const string Chosen = "chosen-by-issuer";
    internal const string Configured = "configured";
    private const string Development = "development";
    private const string Key = "key";

    public static void AddAccess(this IServiceCollection services, AccessOptions access)
    {
        services.AddSingleton(access);
        services.AddSingleton<SignInService>();
        if (access.Development)
            services.AddSingleton(provider => new DevelopmentIssuer(
                provider.GetRequiredService<IOptions<StorageOptions>>().Value.DataFolder, provider.GetRequiredService<TimeProvider>()));

        var authentication = services.AddAuthentication(Chosen);
        authentication.AddPolicyScheme(Chosen, displayName: null, options => options.ForwardDefaultSelector = context => Scheme(context, access));
        authentication.AddJwtBearer(Configured, options =>
        {
            Common(options, access);
            options.Authority = access.Authority;
            options.Audience = access.Audience;
            options.RequireHttpsMetadata = access.Authority is null || Loopback.FirstOther([access.Authority]) is not null;
            if (access.Authority is null)
                options.TokenValidationParameters.IssuerSigningKeys = []; // nobody's tokens count
        });
        authentication.AddScheme<AuthenticationSchemeOptions, KeyAuthentication>(Key, displayName: null, configureOptions: null);
        if (access.Development)
        {
            authentication.AddJwtBearer(Development, options => Common(options, new()));
            services.AddOptions<JwtBearerOptions>(Development).Configure<DevelopmentIssuer>((options, issuer) =>
            {
                options.TokenValidationParameters.ValidIssuer = DevelopmentIssuer.Issuer;
                options.TokenValidationParameters.ValidAudience = DevelopmentIssuer.Audience;
                options.TokenValidationParameters.IssuerSigningKey = issuer.Key;
            });
        }

        services.AddAuthorization(options => Policies.Add(options, access.Development));
    }

    private static void Common(JwtBearerOptions options, AccessOptions access)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new TokenValidationParameters { ClockSkew = TimeSpan.FromMinutes(1), RequireSignedTokens = true };
        var known = new KnownTokens(TimeProvider.System);
        options.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                context.Token = TokenOf(context.Request);
                if (context.Token is { } token && known.Find(token) is { } found)
                {
                    context.Principal = found.User;
                    context.Properties.ExpiresUtc = found.Expires; // ends a live connection
                    context.Success();
                }

                return Task.CompletedTask;
            },
            OnTokenValidated = context =>
            {
                context.Principal = Caller.Keep(context.Principal!, access);
                if (context.Principal is null)
                    context.Fail("The token names no role or no subject.");
                else if (TokenOf(context.Request) is { } token)
                    known.Keep(token, context.Principal, context.SecurityToken.ValidTo);
                return Task.CompletedTask;
            },
        };
    }

    private static string Scheme(HttpContext context, AccessOptions access) =>
        TokenOf(context.Request)?.StartsWith(KeyText.Prefix, StringComparison.Ordinal) == true ? Key
        : access.Development && (access.Authority is null || IssuerOf(context.Request) == DevelopmentIssuer.Issuer) ? Development : Configured;

    private static string? IssuerOf(HttpRequest request)
    {
        var handler = new JsonWebTokenHandler();
        return TokenOf(request) is { } token && handler.CanReadToken(token) ? handler.ReadJsonWebToken(token).Issuer : null;
    }

    // A browser cannot set headers on a WebSocket.
    internal static string? TokenOf(HttpRequest request)
    {
        const string prefix = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return header[prefix.Length..].Trim();
        return request.Path.StartsWithSegments("/hubs", StringComparison.OrdinalIgnoreCase) ? request.Query["access_token"].FirstOrDefault() : null;
    }
}
