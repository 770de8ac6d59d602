using MatchGrid.Api.Input;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;

namespace MatchGrid.Api.Pharmacies;

/// <summary>A pharmacy as it, or an administrator, describes it.</summary>
/// <param name="Id">1 to 64 letters, digits and <c>. _ -</c>; in a PUT the address names it.</param>
/// <param name="Name">Required; at most 200 characters.</param>
/// <param name="Kind">Default retail.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Hours">As in OpenStreetMap: <c>Mo-Fr 08:00-18:30; Sa 09:00-13:00</c>. Left out: always open.</param>
/// <param name="Zone">IANA time zone of the hours: <c>Europe/Paris</c>. Required with hours.</param>
/// <param name="Address">One line.</param>
/// <param name="Phone">For people; shown to matched patients.</param>
/// <param name="DeliveryMetres">How far it delivers, 0 to 2,500,000; 0 (default) for not at all.</param>
public sealed record PharmacyBody(
    string? Id,
    string? Name,
    PharmacyKind? Kind,
    double? Latitude,
    double? Longitude,
    string? Hours = null,
    string? Zone = null,
    string? Address = null,
    string? Phone = null,
    int? DeliveryMetres = null)
{
    /// <summary>The profile; null when something is wrong with it.</summary>
    public PharmacyProfile? Read(InputErrors errors)
    {
        var before = errors.All.Count;
        var id = PharmacyInput.Id(Id, errors);
        var name = errors.Text(Name, "name", 200);
        errors.Has(name, "name");
        var place = PlaceInput.Read(Latitude, Longitude, errors);
        var hours = OpeningHours.AlwaysOpen;
        if (Hours is not null && !OpeningHours.TryParse(Hours, Zone, out hours, out var error))
            errors.Add(RefusalCodes.InvalidField, $"Opening hours: {error}", Zone is null ? "zone" : "hours");
        var address = errors.Text(Address, "address", 300);
        var phone = errors.Text(Phone, "phone", 40);
        var delivery = errors.Within(DeliveryMetres, "deliveryMetres", 0, 2_500_000, 0);
        return errors.All.Count == before
            ? new(id!.Value, name!, Kind ?? PharmacyKind.Retail, place!.Value, hours!, address, delivery, phone)
            : null;
    }
}

/// <summary>Pharmacy ids as somebody writes them.</summary>
public static class PharmacyInput
{
    private const int MostCharacters = 64;

    public static PharmacyId? Id(string? text, InputErrors errors)
    {
        if (!errors.Has(text, "id"))
            return null;
        if (text.Length is > 0 and <= MostCharacters && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-'))
            return new PharmacyId(text);
        errors.Add(RefusalCodes.InvalidField, $"A pharmacy id has 1 to {MostCharacters} letters, digits, dots, underscores and dashes.", "id");
        return null;
    }
}
