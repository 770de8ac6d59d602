using Microsoft.AspNetCore.Authorization;

namespace MatchGrid.Api.Access;

/// <summary>Who may use a route. Every route names one of these, or says that it is open to all.</summary>
public static class Policies
{
    /// <summary>Any token of a known role.</summary>
    public const string SignedIn = "signed-in";

    public const string Patient = "patient";

    public const string Admin = "admin";

    /// <summary>The pharmacy named in the route (its id is among the token's), or an administrator.</summary>
    public const string ThatPharmacy = "that-pharmacy";

    /// <summary>Any pharmacy, or an administrator: confirms urgency.</summary>
    public const string Professional = "professional";

    /// <summary>A hub connection of a pharmacy.</summary>
    public const string Pharmacy = "pharmacy";

    /// <summary>The live hub: any token of a known role; without a token only where the development issuer is on.</summary>
    public const string Live = "live";

    /// <summary>Match events: coordinators, partners and administrators; everybody where the development issuer is on.</summary>
    public const string WatchFeed = "watch-feed";

    public static void Add(AuthorizationOptions options, bool development)
    {
        options.AddPolicy(SignedIn, policy => policy.RequireAssertion(context => Caller.Of(context.User) is not null));
        options.AddPolicy(Patient, policy => Require(policy, Roles.Patient));
        options.AddPolicy(Admin, policy => Require(policy, Roles.Admin));
        options.AddPolicy(Pharmacy, policy => Require(policy, Roles.Pharmacy));
        options.AddPolicy(Professional, policy => Require(policy, Roles.Pharmacy, Roles.Admin));
        options.AddPolicy(ThatPharmacy, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
            Caller.Of(context.User) is { } caller && context.Resource is HttpContext http
            && http.GetRouteValue("pharmacy") is string pharmacy && caller.MaySpeakFor(pharmacy)));
        options.AddPolicy(Live, policy => policy.RequireAssertion(context =>
            Caller.Of(context.User) is not null || (development && context.Resource is HttpContext http && !SentToken(http.Request))));
        options.AddPolicy(WatchFeed, policy => policy.RequireAssertion(context =>
            development || Caller.Of(context.User)?.Role is Roles.Coordinator or Roles.Partner or Roles.Admin));

        // A route that forgot to name its policy is closed. What is no route (an unknown address, a wrong method) may say so to everybody.
        options.FallbackPolicy = new AuthorizationPolicyBuilder()
            .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build();
    }

    private static void Require(AuthorizationPolicyBuilder policy, params string[] roles) =>
        policy.RequireAuthenticatedUser().RequireAssertion(context => Caller.Of(context.User) is { } caller && roles.Contains(caller.Role));

    private static bool SentToken(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Query.ContainsKey("access_token");
}
