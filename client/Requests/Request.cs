namespace MatchGrid.Client.Requests;

/// <summary>A request as its patient sees it.</summary>
/// <param name="Status">Such as <c>open</c> or <c>matched</c>.</param>
/// <param name="Since">When the wait began: the place in line.</param>
/// <param name="Found">Packs held or collected.</param>
public sealed record Request(
    string Id, string Status, string Group, IReadOnlyList<SkuName> Skus, int Quantity, double Latitude, double Longitude, int RadiusMetres, string Urgency,
    bool UrgencyConfirmed, DateTimeOffset? NeededBy, DateTimeOffset OpenedAt, DateTimeOffset Since, int Found, IReadOnlyList<Match> Matches);

/// <summary>A medicine with its name.</summary>
public sealed record SkuName(string Sku, string? Name);

/// <summary>Packs held for a request.</summary>
/// <param name="Code">Shown at the counter.</param>
/// <param name="Until">Accept by then; once accepted, collect by then.</param>
/// <param name="SetAside">The pharmacist has it in hand.</param>
/// <param name="PriceMinor">Of a pack, in the currency's minor unit, when known.</param>
/// <param name="Why">Why it came about, in plain words.</param>
public sealed record Match(
    string Id, MatchPharmacy Pharmacy, SkuName Sku, int Quantity, string Code, string Status, DateTimeOffset MatchedAt, DateTimeOffset Until, bool SetAside,
    int Extensions, int DistanceMetres, int? PriceMinor, string? Currency, DateTimeOffset? EndedAt, string? Why);

/// <summary>Where it is held.</summary>
public sealed record MatchPharmacy(
    string Id, string? Name, string? Address, string? Phone, double? Latitude, double? Longitude, string? Hours, string? Zone, bool? OpenNow);
