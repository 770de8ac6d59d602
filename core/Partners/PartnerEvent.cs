using MatchGrid.Feed;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Regions;

namespace MatchGrid.Partners;

/// <summary>A match event as one partner sees it.</summary>
/// <param name="Id">The same however often it is sent; of this partner's own.</param>
/// <param name="At">Of a coarse one the hour in which it happened.</param>
/// <param name="Quantity">Packs.</param>
/// <param name="WaitedSeconds">From the beginning of the wait; of a coarse one whole hours.</param>
/// <param name="Cell">Around the patient: a leaf of about 10 km, of a coarse event about 80 km.</param>
/// <param name="Patient">The same for one patient; of this partner's own.</param>
/// <param name="Request">The same for one request; of this partner's own.</param>
/// <param name="Match">The same for one match; of this partner's own.</param>
/// <param name="Unmet">Unmet demand of a region, when it is about that.</param>
/// <param name="Coarse">Granted by area only: without pharmacy, patient, request and match.</param>
public sealed record PartnerEvent(
    string Id,
    MatchEventKind Type,
    DateTimeOffset At,
    Sku Sku,
    int Quantity,
    long WaitedSeconds,
    CellId? Cell,
    PharmacyId? Pharmacy,
    string? Patient,
    string? Request,
    string? Match,
    bool Coarse,
    UnmetSignal? Unmet = null);
