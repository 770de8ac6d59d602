using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>Pharmacy to region: what stands on its shelves. Absolute: the newest says all of a line.</summary>
/// <param name="Epoch">The pharmacy's activation; a newer one begins with everything.</param>
/// <param name="Number">Counts what this activation told this region.</param>
/// <param name="Whole">Lines that are not named are gone.</param>
[GenerateSerializer, Immutable, Alias("mg.SupplyTold")]
public sealed record SupplyTold(
    [property: Id(0)] PharmacyId Pharmacy,
    [property: Id(1)] GeoPoint Place,
    [property: Id(2)] long Epoch,
    [property: Id(3)] long Number,
    [property: Id(4)] bool Whole,
    [property: Id(5)] DateTimeOffset? LastReportAt,
    [property: Id(6)] ImmutableArray<LineFigure> Lines);

/// <summary>One line as figures count it.</summary>
/// <param name="Available">What a new hold can get.</param>
[GenerateSerializer, Immutable, Alias("mg.LineFigure")]
public sealed record LineFigure(
    [property: Id(0)] Sku Sku, [property: Id(1)] int OnHand, [property: Id(2)] int Held, [property: Id(3)] int Available, [property: Id(4)] DateTimeOffset ReportedAt);
