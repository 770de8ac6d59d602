namespace MatchGrid.Api.Access;

/// <summary>What a key must be good for to use a route, the hub or a hub method: any one of these. Where it is missing, no key counts.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class KeyScopeAttribute(params string[] scopes) : Attribute
{
    public IReadOnlyList<string> Scopes => scopes;
}

/// <summary>Routes for machines.</summary>
public static class KeyScopeOfRoutes
{
    /// <summary>Opens the route to keys of a scope, as far as its policy goes.</summary>
    public static TBuilder ForKeys<TBuilder>(this TBuilder route, string scope)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new KeyScopeAttribute(scope));
}
