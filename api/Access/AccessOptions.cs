namespace MatchGrid.Api.Access;

/// <summary>Whose tokens count. Bound from configuration section <c>Auth</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>Address of an OpenID Connect issuer; null for none.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience its tokens must name. Required with <see cref="Authority"/>.</summary>
    public string? Audience { get; set; }

    /// <summary>The web app's client id at the issuer; null: people paste a token. Its redirect address is <c>/app/signed-in</c> of this server.</summary>
    public string? ClientId { get; set; }

    /// <summary>The client's secret, where the issuer gave it one; it never leaves this server.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>What is asked for at sign-in. Default <c>openid</c>.</summary>
    public string Scope { get; set; } = "openid";

    /// <summary>
    /// Name of the claim that holds the role, or roles. A claim inside an object is named with dots, such as <c>realm_access.roles</c>.
    /// Default <c>role</c>.
    /// </summary>
    public string RoleClaim { get; set; } = "role";

    /// <summary>The issuer's own names of roles, where they differ: <c>Auth:RoleNames:grid-staff=coordinator</c>. Default none.</summary>
    public Dictionary<string, string> RoleNames { get; init; } = [];

    /// <summary>Name of the claim that holds the pharmacy ids. Default <c>pharmacy</c>.</summary>
    public string PharmacyClaim { get; set; } = "pharmacy";

    /// <summary>Name of the claim that holds the organisation for which a partner acts; without it a partner acts for itself. Default <c>tenant</c>.</summary>
    public string TenantClaim { get; set; } = "tenant";

    /// <summary>Name of the claim that holds the territories of a coordinator. Default <c>territory</c>.</summary>
    public string TerritoryClaim { get; set; } = "territory";

    /// <summary>
    /// Switches on the development issuer, which gives everybody any role. Only where every address listened on is loopback. Default false.
    /// </summary>
    public bool Development { get; set; }
}
