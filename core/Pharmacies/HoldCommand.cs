using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Pharmacies;

/// <summary>A request asks for packs to be set aside. Idempotent by <paramref name="Id"/>.</summary>
/// <param name="Least">The fewest packs that help.</param>
/// <param name="Quantity">The most.</param>
/// <param name="Critical">Deadlines run through closing and quiet hours.</param>
[GenerateSerializer, Immutable, Alias("mg.HoldCommand")]
public sealed record HoldCommand(
    [property: Id(0)] HoldId Id,
    [property: Id(1)] RequestId Request,
    [property: Id(2)] Sku Sku,
    [property: Id(3)] int Least,
    [property: Id(4)] int Quantity,
    [property: Id(5)] bool Critical,
    [property: Id(6)] QuietHours? QuietHours);

/// <summary>Granted with what the patient will want to know, or refused with what is there instead.</summary>
/// <param name="Quantity">Packs held.</param>
/// <param name="Until">Accept by this instant.</param>
/// <param name="Available">Packs still free at the pharmacy after this.</param>
/// <param name="Position">The pharmacy's version, to order this against supply changes.</param>
[GenerateSerializer, Immutable, Alias("mg.HoldReply")]
public sealed record HoldReply(
    [property: Id(0)] Refusal? Refusal,
    [property: Id(1)] int Quantity,
    [property: Id(2)] DateTimeOffset Until,
    [property: Id(3)] int Available,
    [property: Id(4)] long Position,
    [property: Id(5)] GeoPoint Place,
    [property: Id(6)] int? PriceMinor,
    [property: Id(7)] string? Currency);
