using MatchGrid.Identifiers;
using Orleans;

namespace MatchGrid.Regions;

/// <summary>One point of a curve.</summary>
/// <param name="Sku">Null for all SKUs.</param>
/// <param name="Open">Requests that seek.</param>
/// <param name="Asked">Packs they still seek.</param>
/// <param name="Made">Packs of matches made up to then, since the region counts.</param>
/// <param name="Collected">Packs collected up to then.</param>
/// <param name="Broken">Packs of broken matches up to then.</param>
[GenerateSerializer, Immutable, Alias("mg.SkuSample")]
public sealed record SkuSample(
    [property: Id(0)] Sku? Sku,
    [property: Id(1)] long Open,
    [property: Id(2)] long Asked,
    [property: Id(3)] long Matched,
    [property: Id(4)] long Made,
    [property: Id(5)] long Collected,
    [property: Id(6)] long Broken,
    [property: Id(7)] long OnHand,
    [property: Id(8)] long Held,
    [property: Id(9)] long Available)
{
    public static SkuSample Of(SkuFigures figures) => new(
        figures.Sku, figures.Open.Sum(), figures.Asked, figures.Matched, figures.Made, figures.Collected, figures.Broken, figures.OnHand, figures.Held, figures.Available);
}

/// <summary>A point with its instant.</summary>
[GenerateSerializer, Immutable, Alias("mg.TimedSample")]
public sealed record TimedSample([property: Id(0)] DateTimeOffset At, [property: Id(1)] SkuSample Sample);
