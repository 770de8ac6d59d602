using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Partners;

/// <summary>What a partner may see. What is granted by nobody is not shown to it in any form.</summary>
/// <param name="Pharmacies">Their matches, in full.</param>
/// <param name="Patients">Who consented: their matches, in full but for who they are.</param>
/// <param name="Cells">Requests of these cells, coarsely.</param>
/// <param name="Everything">All other requests, coarsely.</param>
/// <param name="Signals">Unmet demand by region, in round numbers.</param>
/// <param name="IdKey">Turns ids into ones of this partner's own; never leaves the process.</param>
[GenerateSerializer, Immutable, Alias("mg.PartnerGrants")]
public sealed record PartnerGrants(
    [property: Id(0)] ImmutableArray<PharmacyId> Pharmacies,
    [property: Id(1)] ImmutableArray<PatientId> Patients,
    [property: Id(2)] ImmutableArray<CellId> Cells,
    [property: Id(3)] bool Everything,
    [property: Id(4)] string IdKey,
    [property: Id(7)] bool Signals = false);
