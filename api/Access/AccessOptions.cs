namespace MatchGrid.Api.Access;

/// <summary>Whose tokens count. Bound from configuration section <c>Auth</c>.</summary>
public sealed class AccessOptions
{
    /// <summary>Address of an OpenID Connect issuer; null for none.</summary>
    public string? Authority { get; set; }

    /// <summary>The audience its tokens must name. Required with <see cref="Authority"/>.</summary>
    public string? Audience { get; set; }

    /// <summary>Name of the claim that holds the role. Default <c>role</c>.</summary>
    public string RoleClaim { get; set; } = "role";

    /// <summary>Name of the claim that holds the pharmacy ids. Default <c>pharmacy</c>.</summary>
    public string PharmacyClaim { get; set; } = "pharmacy";

    /// <summary>
    /// Switches on the development issuer, which gives everybody any role. Only where every address listened on is loopback. Default false.
    /// </summary>
    public bool Development { get; set; }
}
