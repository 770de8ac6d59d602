using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>Unmet demand for a SKU in a region, as makers and wholesalers are told of it: in round numbers, see <see cref="CoarseFigures"/>.</summary>
/// <param name="RegionName">As it was then.</param>
/// <param name="Threshold">The step that the demand has reached; 0 when it is over. See <see cref="SignalDecider.Steps"/>.</param>
/// <param name="Asked">Packs still sought, a multiple of five; 0 stands for fewer than five.</param>
/// <param name="Available">Packs at pharmacies inside that a new hold could get.</param>
/// <param name="AskedHourAgo">A multiple of five; null before the first sample.</param>
/// <param name="AskedDayAgo">A multiple of five; null before the first sample.</param>
/// <param name="StockOutAt">When what is available is gone if matches go on as in the last hour, to the hour; null where none is in sight.</param>
[GenerateSerializer, Immutable, Alias("mg.UnmetSignal")]
public sealed record UnmetSignal(
    [property: Id(0)] RegionId Region,
    [property: Id(1)] string RegionName,
    [property: Id(2)] Sku Sku,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] long Threshold,
    [property: Id(5)] long Asked,
    [property: Id(6)] long Available,
    [property: Id(7)] long? AskedHourAgo,
    [property: Id(8)] long? AskedDayAgo,
    [property: Id(9)] DateTimeOffset? StockOutAt);
