using System.Collections.Immutable;
using MatchGrid.Identifiers;

namespace MatchGrid.Regions;

/// <summary>
/// This process's copy of the crisis regions: whoever ranks or records asks here, without a call. The directory of regions fills it.
/// Safe for use from any thread.
/// </summary>
public sealed class RegionBoard(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<RegionId, RegionFacts> known = [];
    private volatile View view = new(RegionMap.Empty, null);

    /// <summary>The regions that count now.</summary>
    public RegionMap Current
    {
        get
        {
            var now = view;
            return now.TurnsAt is null || time.GetUtcNow() < now.TurnsAt ? now.Map : Turn();
        }
    }

    /// <summary>Every region the directory told of, in the order of their ids.</summary>
    public ImmutableArray<RegionFacts> Known
    {
        get
        {
            lock (gate)
                return [.. known.Values];
        }
    }

    /// <summary>For <see cref="CoarseFigures"/>; empty before the first region.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>Up to which version of the directory this is.</summary>
    public long Version { get; private set; }

    /// <summary>Takes what the directory says; an older version of a region never undoes a newer.</summary>
    public void Learn(RegionPage page)
    {
        lock (gate)
        {
            (Secret, Version) = (page.Secret, page.Version);
            var changed = false;
            foreach (var one in page.Changed)
            {
                if (known.TryGetValue(one.Id, out var before) && before.Version >= one.Version)
                    continue;
                known[one.Id] = one;
                changed = true;
            }

            if (changed)
                Draw();
        }
    }

    private RegionMap Turn()
    {
        lock (gate)
        {
            if (time.GetUtcNow() >= view.TurnsAt)
                Draw();
            return view.Map;
        }
    }

    private void Draw()
    {
        var now = time.GetUtcNow();
        view = new(
            new(view.Map.Stamp + 1, known.Values.Where(one => one.CountsAt(now))),
            known.Values.Select(one => one.TurnsAfter(now)).Min());
    }

    private sealed record View(RegionMap Map, DateTimeOffset? TurnsAt);
}
