using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Partners;
using MatchGrid.Skus;

namespace MatchGrid.Api.Feed;

/// <summary>A match event as it goes out: by page, stream, hub and webhook.</summary>
/// <param name="Id">The same however often it comes: whoever has seen it skips it.</param>
/// <param name="Type">What happened.</param>
/// <param name="At">Of a coarse event the hour in which it happened.</param>
/// <param name="Quantity">Packs.</param>
/// <param name="WaitedSeconds">From the beginning of the wait; of a coarse event whole hours.</param>
/// <param name="Cell">Around the patient: about 10 km, of a coarse event about 80 km.</param>
/// <param name="Latitude">Of the cell's middle.</param>
/// <param name="Longitude">Of the cell's middle.</param>
/// <param name="Pharmacy">Left out where it is not granted.</param>
/// <param name="Patient">An id that only this reader knows; the same for one patient.</param>
/// <param name="Request">An id that only this reader knows; the same for one request.</param>
/// <param name="Match">An id that only this reader knows; the same for one match.</param>
/// <param name="Coarse">Granted by area only.</param>
/// <param name="Unmet">Unmet demand of a region, when it is about that.</param>
public sealed record FeedMessage(
    string Id, MatchEventKind Type, DateTimeOffset At, Sku Sku, string? Name, string? Inn, string? Atc, int Quantity, long WaitedSeconds,
    CellId? Cell, double? Latitude, double? Longitude, PharmacyId? Pharmacy, string? Patient, string? Request, string? Match, bool Coarse,
    UnmetMessage? Unmet = null)
{
    public static FeedMessage Of(SeenEvent seen) => Of(seen.Event, seen.Facts);

    public static FeedMessage Of(PartnerEvent one, SkuFacts? facts)
    {
        var middle = one.Cell?.Centre;
        return new(
            one.Id, one.Type, one.At, one.Sku, facts?.Name, facts?.Inn, facts?.Atc, one.Quantity, one.WaitedSeconds, one.Cell,
            Rounded(middle?.Latitude), Rounded(middle?.Longitude), one.Pharmacy, one.Patient, one.Request, one.Match, one.Coarse, one.Unmet is { } unmet ? UnmetMessage.Of(unmet) : null);
    }

    private static double? Rounded(double? degrees) => degrees is { } value ? Math.Round(value, 3) : null;
}
