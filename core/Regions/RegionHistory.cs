using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MatchGrid.Identifiers;

namespace MatchGrid.Regions;

/// <summary>
/// A region's curves: a point for each minute of the last day, each quarter of an hour of the last two weeks, each day of the last two years.
/// A point stands only where something changed: between two of them the first holds.
/// </summary>
public sealed class RegionHistory
{
    /// <summary>Curves of the SKUs with the largest unmet demand.</summary>
    public const int MostSkus = 32;

    private static readonly TimeSpan[] Steps = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15), TimeSpan.FromDays(1)];
    private static readonly TimeSpan[] Kept = [TimeSpan.FromDays(1), TimeSpan.FromDays(14), TimeSpan.FromDays(730)];

    // By SKU, empty for all of them; points in order of time. Rolled up by age.
    public SortedDictionary<string, List<TimedSample>> Curves { get; init; } = new(StringComparer.Ordinal);

    /// <summary>SKUs with a curve.</summary>
    [JsonIgnore]
    public IEnumerable<Sku> Skus => Curves.Keys.Where(key => key.Length > 0).Select(Sku.Of);

    /// <summary>The samples among these that say something new.</summary>
    public ImmutableArray<SkuSample> News(IEnumerable<SkuSample> samples) =>
        [.. samples.Where(sample => !Curves.TryGetValue(KeyOf(sample.Sku), out var points) || points[^1].Sample != sample)];

    public void Add(DateTimeOffset at, ImmutableArray<SkuSample> samples)
    {
        foreach (var sample in samples)
        {
            if (!Curves.TryGetValue(KeyOf(sample.Sku), out var points))
                Curves.Add(KeyOf(sample.Sku), points = []);
            points.Add(new(at, sample));
            if (points.Count % 64 == 0)
                RollUp(points, at);
        }
    }

    /// <summary>The figures as they were; null before the first point.</summary>
    public SkuSample? At(Sku? sku, DateTimeOffset at) =>
        Curves.TryGetValue(KeyOf(sku), out var points) && Before(points, at) is >= 0 and var index ? points[index].Sample : null;

    /// <summary>The points of a time, with the one that holds at its beginning; at most so many, evenly thinned.</summary>
    public ImmutableArray<TimedSample> Curve(Sku? sku, DateTimeOffset from, DateTimeOffset to, int most)
    {
        if (!Curves.TryGetValue(KeyOf(sku), out var points))
            return [];
        var first = Math.Max(0, Before(points, from));
        var count = Before(points, to) - first + 1;
        if (count <= most)
            return [.. points.Skip(first).Take(count)];
        return [.. Enumerable.Range(0, most).Select(i => points[first + (int)((long)i * (count - 1) / (most - 1))])];
    }

    private static string KeyOf(Sku? sku) => sku?.Value ?? "";

    // The last point at or before an instant; -1 for none.
    private static int Before(List<TimedSample> points, DateTimeOffset at)
    {
        var (low, high) = (0, points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (points[middle].At <= at)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    // The first point of each step stays, in the step of its age.
    private static void RollUp(List<TimedSample> points, DateTimeOffset now)
    {
        var last = long.MinValue;
        points.RemoveAll(point =>
        {
            var age = now - point.At;
            var kind = Array.FindIndex(Kept, kept => age <= kept);
            if (kind < 0)
                return true;
            if (kind == 0)
                return false;
            var slot = point.At.UtcTicks / Steps[kind].Ticks;
            if (slot == last)
                return true;
            last = slot;
            return false;
        });
    }
}
