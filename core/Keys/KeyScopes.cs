namespace MatchGrid.Keys;

/// <summary>What a key may be used for. Part of the public interface: added, never renamed.</summary>
public static class KeyScopes
{
    /// <summary>Reads the catalogue, pharmacies and availability.</summary>
    public const string Catalogue = "catalogue";

    /// <summary>Changes its pharmacy's profile, pauses and resumes it.</summary>
    public const string Profile = "profile";

    /// <summary>Reports and reads its pharmacy's stock.</summary>
    public const string Stock = "stock";

    /// <summary>Reads and ends its pharmacy's holds.</summary>
    public const string Holds = "holds";

    /// <summary>Reads the demand around its pharmacy.</summary>
    public const string Demand = "demand";

    /// <summary>Reads match events.</summary>
    public const string Feed = "feed";

    /// <summary>Manages its partner's webhooks.</summary>
    public const string Webhooks = "webhooks";

    public static IReadOnlyList<string> OfPharmacies { get; } = [Catalogue, Profile, Stock, Holds, Demand];

    public static IReadOnlyList<string> OfPartners { get; } = [Catalogue, Feed, Webhooks];
}
