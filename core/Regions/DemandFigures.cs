using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>Feed partition to region: the demand inside of it, as far as this partition's requests go. Absolute: the newest says all.</summary>
/// <param name="Epoch">The partition's activation; a newer one counts from 1 again.</param>
/// <param name="Number">Counts what this activation told.</param>
[GenerateSerializer, Immutable, Alias("mg.DemandTold")]
public sealed record DemandTold(
    [property: Id(0)] int Partition,
    [property: Id(1)] long Epoch,
    [property: Id(2)] long Number,
    [property: Id(3)] ImmutableArray<SkuDemand> Skus,
    [property: Id(4)] ImmutableArray<CellDemand> Cells);

/// <summary>Demand for one SKU: of requests that prefer it.</summary>
/// <param name="OpenByUrgency">Requests that seek, by <see cref="Requests.Urgency"/>.</param>
/// <param name="Asked">Packs they still seek.</param>
/// <param name="Matched">Packs held for requests.</param>
/// <param name="Waits">Requests that seek, by how long they have waited: see <see cref="WaitBins"/>.</param>
/// <param name="Oldest">When the longest of these waits began.</param>
/// <param name="Flows">Packs by <see cref="Feed.MatchEventKind"/> since the region counts.</param>
[GenerateSerializer, Immutable, Alias("mg.SkuDemand")]
public sealed record SkuDemand(
    [property: Id(0)] Sku Sku,
    [property: Id(1)] ImmutableArray<int> OpenByUrgency,
    [property: Id(2)] long Asked,
    [property: Id(3)] long Matched,
    [property: Id(4)] ImmutableArray<int> Waits,
    [property: Id(5)] DateTimeOffset? Oldest,
    [property: Id(6)] ImmutableArray<long> Flows);

/// <summary>Demand in one cell of the map.</summary>
/// <param name="Open">Requests that seek.</param>
/// <param name="Asked">Packs they still seek.</param>
/// <param name="Matched">Packs held for requests.</param>
[GenerateSerializer, Immutable, Alias("mg.CellDemand")]
public sealed record CellDemand(
    [property: Id(0)] Sku Sku, [property: Id(1)] CellId Cell, [property: Id(2)] int Open, [property: Id(3)] long Asked, [property: Id(4)] long Matched);
