using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

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

    /// <summary>The partner or maker named in the route, or an administrator.</summary>
    public const string ThatPartner = "that-partner";

    /// <summary>A maker, for what it announced itself.</summary>
    public const string Maker = "maker";

    /// <summary>Any pharmacy, or an administrator: confirms urgency.</summary>
    public const string Professional = "professional";

    /// <summary>Coordinators, within their territory, and administrators.</summary>
    public const string Coordinator = "coordinator";

    /// <summary>A hub connection of a pharmacy.</summary>
    public const string Pharmacy = "pharmacy";

    /// <summary>The live hub: any token of a known role; without a token only where the development issuer is on.</summary>
    public const string Live = "live";

    /// <summary>Match events: coordinators, partners and administrators; everybody where the development issuer is on.</summary>
    public const string WatchFeed = "watch-feed";

    /// <summary>Match events one by one: partners and makers what was granted to them, coordinators and administrators all.</summary>
    public const string ReadFeed = "read-feed";

    public static void Add(AuthorizationOptions options, bool development)
    {
        Add(SignedIn, (_, _) => true);
        Add(Patient, (caller, _) => caller.Role == Roles.Patient);
        Add(Admin, (caller, _) => caller.Role == Roles.Admin);
        Add(Maker, (caller, _) => caller.Role == Roles.Maker);
        Add(Pharmacy, (caller, _) => caller.Role == Roles.Pharmacy);
        Add(Coordinator, (caller, _) => caller.Role is Roles.Coordinator or Roles.Admin);
        Add(Professional, (caller, _) => caller.Role is Roles.Pharmacy or Roles.Admin);
        Add(ReadFeed, (caller, _) => caller.Role is Roles.Partner or Roles.Maker or Roles.Coordinator or Roles.Admin);
        Add(ThatPharmacy, (caller, resource) => Named(resource, "pharmacy") is { } pharmacy && caller.MaySpeakFor(pharmacy));
        Add(ThatPartner, (caller, resource) => Named(resource, "partner") is { } partner && caller.IsPartner(partner));
        options.AddPolicy(Live, policy => policy.RequireAssertion(context => Caller.Of(context.User) is { } caller
            ? IsGoodFor(caller, context.Resource)
            : development && context.Resource is HttpContext http && !SentToken(http.Request)));
        options.AddPolicy(WatchFeed, policy => policy.RequireAssertion(context => Caller.Of(context.User) is { } caller
            ? (development || caller.Role is Roles.Coordinator or Roles.Partner or Roles.Admin) && IsGoodFor(caller, context.Resource)
            : development));

        // A route that forgot to name its policy is closed. What is no route (an unknown address, a wrong method) may say so to everybody.
        options.FallbackPolicy = new AuthorizationPolicyBuilder()
            .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint).Build();

        void Add(string name, Func<Caller, object?, bool> may) => options.AddPolicy(name, policy => policy.RequireAuthenticatedUser()
            .RequireAssertion(context => Caller.Of(context.User) is { } caller && IsGoodFor(caller, context.Resource) && may(caller, context.Resource)));
    }

    /// <summary>Whether a key reaches this far; a person's token always does.</summary>
    private static bool IsGoodFor(Caller caller, object? resource) => caller.Scopes is null || (resource switch
    {
        HttpContext http => http.GetEndpoint()?.Metadata.GetMetadata<KeyScopeAttribute>(),
        HubInvocationContext hub => hub.HubMethod.GetCustomAttribute<KeyScopeAttribute>(),
        _ => null,
    })?.Scopes.Any(caller.Scopes.Contains) == true;

    private static string? Named(object? resource, string parameter) => (resource as HttpContext)?.GetRouteValue(parameter) as string;

    private static bool SentToken(HttpRequest request) => request.Headers.Authorization.Count > 0 || request.Query.ContainsKey("access_token");
}
