namespace MatchGrid.Replay.Data;

/// <summary>The changes of a dataset in their order, as one mode understands them.</summary>
/// <remarks>
/// <para>A snapshot shows what was reported since the one before it. Its changes are therefore spread over that time, each at an instant of
/// its own that follows from place and product; those of the first snapshot over the day before it.</para>
/// <para>Thinning keeps one pack for every n of the source, rounded down or up per place and product so that the expected total stays.</para>
/// </remarks>
public sealed class StockSeries
{
    private StockSeries(StockMode mode, IReadOnlyList<StockMovement> movements, IReadOnlyList<long> arrivingPacks) =>
        (Mode, Movements, ArrivingPacks) = (mode, movements, arrivingPacks);

    public StockMode Mode { get; }

    public IReadOnlyList<StockMovement> Movements { get; }

    /// <summary>Packs that arrive over the whole series, by product: every rise, in either mode.</summary>
    public IReadOnlyList<long> ArrivingPacks { get; }

    public DateTimeOffset From => Movements[0].At;

    public DateTimeOffset To => Movements[^1].At;

    /// <param name="thin">Packs of the source that make one pack here; from 1.</param>
    public static StockSeries Of(Dataset dataset, StockMode mode, int thin)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(thin, 1);
        var snapshots = dataset.Sightings.Select(sighting => sighting.ObservedAt).Distinct().ToList();
        var before = snapshots.Index().ToDictionary(pair => pair.Item, pair => pair.Index == 0 ? pair.Item.AddDays(-1) : snapshots[pair.Index - 1]);
        var known = new Dictionary<(int Place, int Product), int>();
        var arriving = new long[dataset.Products.Count];
        var movements = new List<StockMovement>();
        foreach (var sighting in dataset.Sightings)
        {
            var line = (sighting.Place, sighting.Product);
            var name = $"{dataset.Places[sighting.Place].Id}/{dataset.Products[sighting.Product].Sku}";
            var count = (int)(((double)sighting.Count / thin) + Fraction("rounding", name));
            var rise = count - known.GetValueOrDefault(line);
            known[line] = count;
            if (rise > 0)
                arriving[sighting.Product] += rise;
            if (mode == StockMode.Arrivals && rise <= 0)
                continue;
            var since = before[sighting.ObservedAt];
            var at = since + ((sighting.ObservedAt - since) * Fraction("instant", $"{name}/{sighting.ObservedAt.UtcTicks}"));
            // Whole milliseconds: what the journal keeps of an instant.
            at = new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
            movements.Add(new(at, sighting.Place, sighting.Product, 0, mode == StockMode.Arrivals ? rise : count));
        }

        return new(mode, Numbered(movements, dataset.Places.Count), arriving);
    }

    private static List<StockMovement> Numbered(List<StockMovement> movements, int places)
    {
        var last = new int[places];
        return [.. movements
            .OrderBy(movement => movement.At).ThenBy(movement => movement.Place).ThenBy(movement => movement.Product)
            .Select(movement => movement with { Number = ++last[movement.Place] })];
    }

    private static double Fraction(string purpose, string subject) => Dice.For(0, purpose, subject).Next();
}
