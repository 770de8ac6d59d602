using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Replay.Data;
using MatchGrid.Requests;

namespace MatchGrid.Replay.Demand;

/// <summary>
/// Patients sampled by population in the states of a series, each with one request at an instant of its own. Everything about a patient
/// follows from the seed and the patient's index, so that a replay that starts again asks for the same.
/// </summary>
public sealed class DemandPlan
{
    /// <summary>How far from the middle of their area people live, at most.</summary>
    private const double SpreadDegrees = 0.03;

    private readonly Dataset dataset;
    private readonly DemandOptions options;
    private readonly double[] areas;
    private readonly double[] products;
    private readonly double[] radii;
    private readonly double[] urgencies;
    private readonly double[] quantities;
    private readonly long[] instants;

    /// <param name="arrivingPacks">By product: how demand divides among them, and what the ratio refers to.</param>
    public DemandPlan(Dataset dataset, IReadOnlyList<long> arrivingPacks, DateTimeOffset from, DateTimeOffset to, DemandOptions options)
    {
        (this.dataset, this.options) = (dataset, options);
        areas = RunningTotals(dataset.Areas.Select(area => (double)area.Population));
        products = RunningTotals(arrivingPacks.Select(packs => (double)packs));
        radii = RunningTotals(options.Radii.Select(radius => radius.Weight));
        urgencies = RunningTotals(options.Urgencies);
        quantities = RunningTotals(options.Quantities);

        var wanted = (long)Math.Round(arrivingPacks.Sum() * options.Ratio);
        var drawn = new List<long>();
        for (var packs = 0L; packs < wanted; packs += QuantityOf(drawn.Count - 1))
            drawn.Add(Instant(drawn.Count, from, to));
        // Indices follow time, so what was asked for so far is one number.
        drawn.Sort();
        instants = [.. drawn];
    }

    public int Count => instants.Length;

    public DateTimeOffset AtOf(int index) => new(instants[index], TimeSpan.Zero);

    public PatientId PatientOf(int index) => new($"replay-{options.Seed}-{index}");

    public RequestId RequestOf(int index) => new($"replay-{options.Seed}-{index}");

    /// <summary>The index behind a request id of this plan; null for any other.</summary>
    public int? IndexOf(RequestId request)
    {
        var prefix = $"replay-{options.Seed}-";
        return request.Value.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(request.Value.AsSpan(prefix.Length), out var index) && index < Count
            ? index
            : null;
    }

    public int QuantityOf(int index) => Dice.For(options.Seed, "quantity", index).Pick(quantities) + 1;

    public RequestTerms TermsOf(int index)
    {
        var dice = Dice.For(options.Seed, "need", index);
        var area = dataset.Areas[dice.Pick(areas)].Place;
        var place = new GeoPoint(
            Math.Clamp(area.Latitude + ((dice.Next() - 0.5) * 2 * SpreadDegrees), -90, 90),
            Math.Clamp(area.Longitude + ((dice.Next() - 0.5) * 2 * SpreadDegrees), -180, 180));
        var product = dataset.Products[dice.Pick(products)];
        var quantity = QuantityOf(index);
        return new(
            product.GroupOrSelf,
            [product.Sku],
            quantity,
            quantity > 1 && dice.Happens(options.MaySplit),
            place.RoundTo(),
            options.Radii[dice.Pick(radii)].Metres,
            DeliveryRadiusMetres: 0,
            (Urgency)dice.Pick(urgencies),
            dice.Happens(options.NeededBy) ? AtOf(index) + TimeSpan.FromHours(48 + dice.Next(8 * 24)) : null,
            RecurEveryDays: 0,
            QuietHours: null);
    }

    private long Instant(int draw, DateTimeOffset from, DateTimeOffset to)
    {
        var ticks = (long)(from.UtcTicks + ((to - from).Ticks * Dice.For(options.Seed, "instant", draw).Next()));
        return ticks - (ticks % TimeSpan.TicksPerMillisecond);
    }

    private static double[] RunningTotals(IEnumerable<double> weights)
    {
        var total = 0.0;
        return [.. weights.Select(weight => total += weight)];
    }
}
