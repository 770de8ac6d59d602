using System.Collections.Immutable;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>A region as coordinators see it, without its figures.</summary>
/// <param name="By">Pseudonym of whoever opened it.</param>
/// <param name="Alarms">Those that are raised.</param>
/// <param name="Over">Those that were cleared, the newest first.</param>
[GenerateSerializer, Immutable, Alias("mg.RegionView")]
public sealed record RegionView(
    [property: Id(0)] RegionFacts Facts,
    [property: Id(1)] DateTimeOffset OpenedAt,
    [property: Id(2)] string By,
    [property: Id(3)] ImmutableArray<Alarm> Alarms,
    [property: Id(4)] ImmutableArray<Alarm> Over);
