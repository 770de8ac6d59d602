using MatchGrid.Skus;

namespace MatchGrid.Replay.Data;

/// <summary>A stock series: who reported, of what, how much, when, and the people around.</summary>
/// <param name="Folder">Where it was read from.</param>
/// <param name="Sightings">In order of <see cref="StockSighting.ObservedAt"/>.</param>
/// <param name="Events">All events of the series, also those that are not replayed.</param>
/// <param name="Areas">Of the states that the series has, only.</param>
/// <param name="Fingerprint">Changes with the content.</param>
public sealed record Dataset(
    string Folder,
    IReadOnlyList<StockPlace> Places,
    IReadOnlyList<SkuFacts> Products,
    IReadOnlyList<StockSighting> Sightings,
    int Events,
    IReadOnlyList<PopulationArea> Areas,
    string Fingerprint);
