using MatchGrid.Api.Input;
using MatchGrid.Hours;
using MatchGrid.Requests;

namespace MatchGrid.Api.Requests;

/// <summary>What a patient asks for.</summary>
/// <param name="Id">Chosen by the client, instead of the header <c>Idempotency-Key</c>: the same again is the same request.</param>
/// <param name="Skus">Acceptable SKUs of one substitution group, the preferred first, 1 to 16; or <paramref name="Group"/>, or <paramref name="Q"/>.</param>
/// <param name="Group">Any SKU of a substitution group.</param>
/// <param name="Q">A search whose hits belong to one substitution group.</param>
/// <param name="Quantity">Packs, 1 to 100. Default 1.</param>
/// <param name="MaySplit">Whether parts may come from several pharmacies. Default false.</param>
/// <param name="Latitude">Degrees north; kept rounded to 250 m.</param>
/// <param name="Longitude">Degrees east; kept rounded to 250 m.</param>
/// <param name="RadiusMetres">How far to go, 100 to 2,500,000. Default 10,000.</param>
/// <param name="DeliveryRadiusMetres">From how far a delivery is welcome; 0 (default) for none.</param>
/// <param name="Urgency">Self-declared; never outranks what a prescriber or pharmacist confirmed. Default routine.</param>
/// <param name="NeededBy">The request ends then.</param>
/// <param name="RecurEveryDays">Asks again this many days after it was collected, up to 366; 0 (default) for once.</param>
/// <param name="QuietHours">Not to be disturbed, unless critical.</param>
public sealed record RequestBody(
    string? Id = null,
    IReadOnlyList<string>? Skus = null,
    string? Group = null,
    string? Q = null,
    int? Quantity = null,
    bool? MaySplit = null,
    double? Latitude = null,
    double? Longitude = null,
    int? RadiusMetres = null,
    int? DeliveryRadiusMetres = null,
    Urgency? Urgency = null,
    DateTimeOffset? NeededBy = null,
    int? RecurEveryDays = null,
    QuietHoursBody? QuietHours = null)
{
    public const int DefaultRadiusMetres = 10_000;

    /// <summary>The body that asks for what is asked already: what a change is laid over.</summary>
    public static RequestBody Of(RequestTerms terms) => new(
        Skus: [.. terms.Skus.Select(sku => sku.Value)],
        Quantity: terms.Quantity,
        MaySplit: terms.MaySplit,
        Latitude: terms.Place.Latitude,
        Longitude: terms.Place.Longitude,
        RadiusMetres: terms.RadiusMetres,
        DeliveryRadiusMetres: terms.DeliveryRadiusMetres,
        Urgency: terms.Urgency,
        NeededBy: terms.NeededBy,
        RecurEveryDays: terms.RecurEveryDays,
        QuietHours: QuietHoursBody.Of(terms.QuietHours));
}

/// <param name="From">Local time, <c>22:00</c>.</param>
/// <param name="Until">Local time; before <paramref name="From"/>: the next morning.</param>
/// <param name="Zone">IANA time zone: <c>Europe/Paris</c>.</param>
public sealed record QuietHoursBody(TimeOnly? From, TimeOnly? Until, string? Zone)
{
    public static QuietHoursBody? Of(QuietHours? quiet) => quiet is null ? null : new(quiet.From, quiet.Until, quiet.Zone);

    public QuietHours? Read(InputErrors errors)
    {
        if (!errors.Has(From, "quietHours.from") | !errors.Has(Until, "quietHours.until") | !errors.Has(Zone, "quietHours.zone"))
            return null;
        if (!QuietHours.TryCreate(From!.Value, Until!.Value, Zone, out var quiet, out var error))
            errors.Add(RefusalCodes.InvalidField, $"Quiet hours: {error}", "quietHours");
        return quiet;
    }
}
