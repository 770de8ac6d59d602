using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Regions;
using MatchGrid.Requests;

namespace MatchGrid.Api.Requests;

/// <summary>A request as its patient sees it.</summary>
/// <param name="Skus">Acceptable SKUs, the preferred first.</param>
/// <param name="Latitude">Rounded to 250 m, as it is kept.</param>
/// <param name="Longitude">Rounded likewise.</param>
/// <param name="UrgencyConfirmed">By a prescriber or pharmacist.</param>
/// <param name="Since">When the wait began: the place in line.</param>
/// <param name="Found">Packs held or collected.</param>
/// <param name="Reasons">Why things happened, or did not; the last 32.</param>
/// <param name="Expected">What makers expect around here, where one request is asked for that still seeks; an estimate.</param>
/// <param name="RenewsAt">When a recurring request asks again.</param>
/// <param name="Region">The crisis region of the highest tier in which it stands; left out for none.</param>
public sealed record RequestAnswer(
    RequestId Id,
    RequestStatus Status,
    string Group,
    IReadOnlyList<SkuName> Skus,
    int Quantity,
    bool MaySplit,
    double Latitude,
    double Longitude,
    int RadiusMetres,
    int DeliveryRadiusMetres,
    Urgency Urgency,
    bool UrgencyConfirmed,
    DateTimeOffset? NeededBy,
    int RecurEveryDays,
    QuietHoursBody? QuietHours,
    DateTimeOffset OpenedAt,
    DateTimeOffset Since,
    int Found,
    IReadOnlyList<MatchAnswer> Matches,
    IReadOnlyList<Reason> Reasons,
    DateTimeOffset? RenewsAt,
    MatchRegion? Region = null,
    IReadOnlyList<ExpectedSupply>? Expected = null);

/// <summary>Packs that a maker expects: an estimate, nothing is promised or held.</summary>
/// <param name="From">When they are expected to be there.</param>
/// <param name="Quantity">Packs, for all who wait in all its places.</param>
/// <param name="Everywhere">Not for particular places.</param>
public sealed record ExpectedSupply(SkuName Sku, DateTimeOffset From, int Quantity, bool Everywhere);

/// <summary>A SKU with its name.</summary>
public sealed record SkuName(Sku Sku, string? Name);

/// <summary>A match with what its patient needs to act on it.</summary>
/// <param name="Id">The match, which is also its hold at the pharmacy.</param>
/// <param name="Pharmacy">Where it is held.</param>
/// <param name="Code">Shown at the counter.</param>
/// <param name="Receipt">Why it came about: which rule, how many were considered, how old the data was.</param>
/// <param name="Why">The same in plain words.</param>
/// <param name="Until">Accept by then; once accepted, collect by then.</param>
/// <param name="SetAside">The pharmacist has it in hand; otherwise it is reserved by count.</param>
/// <param name="PriceMinor">Price of a pack in the currency's minor unit, when known.</param>
/// <param name="Region">The crisis region under which it was made, with its version, and whether it waives the fee; left out for none.</param>
public sealed record MatchAnswer(
    HoldId Id,
    MatchPharmacy Pharmacy,
    SkuName Sku,
    int Quantity,
    string Code,
    MatchStatus Status,
    DateTimeOffset MatchedAt,
    DateTimeOffset Until,
    bool SetAside,
    int Extensions,
    int DistanceMetres,
    int? PriceMinor,
    string? Currency,
    DateTimeOffset? EndedAt,
    MatchRegion? Region = null,
    MatchReceipt? Receipt = null,
    string? Why = null);

/// <summary>The pharmacy of a match: everything a person needs to get there.</summary>
public sealed record MatchPharmacy(
    PharmacyId Id,
    string? Name = null,
    string? Address = null,
    string? Phone = null,
    double? Latitude = null,
    double? Longitude = null,
    string? Hours = null,
    string? Zone = null,
    bool? OpenNow = null)
{
    public static MatchPharmacy Of(PharmacyId id, PharmacyProfile? profile, DateTimeOffset now) => profile is null
        ? new(id)
        : new(
            id,
            profile.Name,
            profile.Address,
            profile.Phone,
            profile.Place.Latitude,
            profile.Place.Longitude,
            profile.Hours.Text,
            profile.Hours.Zone,
            profile.Hours.IsOpen(now));
}
