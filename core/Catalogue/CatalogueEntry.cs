namespace MatchGrid.Catalogue;

/// <summary>What the catalogue search knows of one pack.</summary>
/// <param name="Sku"><c>scheme:code</c>.</param>
/// <param name="Name">Brand or label name.</param>
/// <param name="Inn">International non-proprietary name, several joined by any sign.</param>
/// <param name="Atc">ATC code, up to 7 characters.</param>
/// <param name="Group">Substitution group; carried along, not searched.</param>
public sealed record CatalogueEntry(
    string Sku,
    string Name,
    string? Inn = null,
    string? Atc = null,
    string? Form = null,
    string? Strength = null,
    string? Maker = null,
    string? Group = null);
