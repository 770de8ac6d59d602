using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Regions;
using MatchGrid.Requests;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Feed;

/// <summary>
/// Tells the regions what demand a partition's ledger has inside of them, at most twice a second each and always the whole of it: so that nothing
/// hangs on a message that was lost.
/// </summary>
internal sealed class DemandTeller(FeedGrain feed)
{
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits grow by themselves, and what was told may have been lost.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(10);

    private readonly SortedDictionary<RegionId, Told> regions = [];
    private IGrainTimer? timer;
    private long mapStamp;
    private long number;

    public void Changed(IEnumerable<MatchEvent> events)
    {
        if (feed.Board.Current.IsEmpty)
            return;
        Follow();
        foreach (var one in events)
        {
            if (one.Regions.IsDefaultOrEmpty)
                continue;
            foreach (var region in one.Regions)
            {
                if (regions.TryGetValue(region, out var told))
                    told.Due = Earlier(told.Due, feed.SteadyNow + After);
            }
        }

        KeepTime();
    }

    public void Asked(RegionId region)
    {
        Follow();
        if (regions.TryGetValue(region, out var told))
            Tell(region, told);
        KeepTime();
    }

    private void Follow()
    {
        var map = feed.Board.Current;
        if (map.Stamp != mapStamp)
        {
            mapStamp = map.Stamp;
            foreach (var gone in regions.Keys.Where(id => map.Find(id) is null).ToList())
                regions.Remove(gone);
            foreach (var one in map.Regions)
            {
                var shape = map.Find(one.Id)!.Value.Shape;
                if (!regions.TryGetValue(one.Id, out var told))
                    regions.Add(one.Id, told = new());
                (told.Shape, told.Level, told.Due) = (shape, RegionCells.LevelOf(shape), feed.SteadyNow + After);
                if (told.Version != one.Version)
                    told.Members = null;
                told.Version = one.Version;
            }
        }
    }

    // One timer, at what is due next.
    private void KeepTime()
    {
        timer?.Dispose();
        timer = null;
        if (regions.Count == 0)
            return;
        var wait = regions.Values.Min(told => told.Due) - feed.SteadyNow;
        timer = feed.RegisterGrainTimer(
            OnTickAsync, new() { DueTime = wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan, Interleave = true, KeepAlive = true });
    }

    private Task OnTickAsync(CancellationToken cancellationToken)
    {
        Follow();
        foreach (var (region, told) in regions)
        {
            if (told.Due <= feed.SteadyNow)
                Tell(region, told);
        }

        KeepTime();
        return Task.CompletedTask;
    }

    private void Tell(RegionId region, Told told)
    {
        told.Due = feed.SteadyNow + AgainAfter;
        var message = Sum(region, told);
        feed.WhenTold(() => feed.Grains.GetGrain<IRegionGrain>(region.Value).DemandAsync(message).Unawaited());
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    private DemandTold Sum(RegionId region, Told told)
    {
        var now = feed.ClockNow;
        var skus = new SortedDictionary<Sku, Counts>();
        var cells = new SortedDictionary<(Sku, CellId), (int Open, long Asked, long Matched)>();
        if (feed.Current.Flows.TryGetValue(region, out var flows))
        {
            foreach (var (sku, kinds) in flows)
                Of(sku).Flows = kinds;
        }

        foreach (var (request, line) in feed.Current.Ledger)
        {
            var standing = line.Standing;
            if (!told.Contains(request, standing.Place))
                continue;
            var counts = Of(standing.Sku);
            counts.Matched += standing.Matched;
            var cell = (standing.Sku, CellId.FromPoint(standing.Place, told.Level));
            var sum = cells.GetValueOrDefault(cell);
            cells[cell] = (sum.Open + (standing.Open > 0 ? 1 : 0), sum.Asked + standing.Open, sum.Matched + standing.Matched);
            if (standing.Open == 0)
                continue;
            counts.Asked += standing.Open;
            counts.Open[(int)UrgencyClass.UrgencyOf(standing.Class)]++;
            counts.Waits[WaitBins.Of(now - line.Since)]++;
            if (counts.Oldest is null || line.Since < counts.Oldest)
                counts.Oldest = line.Since;
        }

        told.Sweep(feed.Current.Ledger);
        return new(
            feed.Partition, feed.ActivationEpoch, ++number,
            [.. skus.Select(pair => pair.Value.Show(pair.Key))],
            [.. cells.Select(pair => new CellDemand(pair.Key.Item1, pair.Key.Item2, pair.Value.Open, pair.Value.Asked, pair.Value.Matched))]);

        Counts Of(Sku sku)
        {
            if (!skus.TryGetValue(sku, out var counts))
                skus.Add(sku, counts = new());
            return counts;
        }
    }

    /// <summary>What one region is told.</summary>
    private sealed class Told
    {
        public RegionShape Shape { get; set; } = new(RegionArea.Earth);

        public int Level { get; set; }

        public int Version { get; set; }

        public DateTimeOffset Due { get; set; }

        /// <summary>Where each request was found to stand: looking is dear where a coast has many corners.</summary>
        public Dictionary<RequestId, (GeoPoint Place, bool Inside)>? Members { get; set; }

        public bool Contains(RequestId request, GeoPoint place)
        {
            Members ??= [];
            if (Members.TryGetValue(request, out var known) && known.Place == place)
                return known.Inside;
            var inside = Shape.Contains(place);
            Members[request] = (place, inside);
            return inside;
        }

        public void Sweep(Dictionary<RequestId, LedgerLine> ledger)
        {
            if (Members is null || Members.Count <= (2 * ledger.Count) + 64)
                return;
            foreach (var gone in Members.Keys.Where(request => !ledger.ContainsKey(request)).ToList())
                Members.Remove(gone);
        }
    }

    private sealed class Counts
    {
        public int[] Open { get; } = new int[Enum.GetValues<Urgency>().Length];

        public int[] Waits { get; } = new int[WaitBins.Count];

        public long Asked { get; set; }

        public long Matched { get; set; }

        public DateTimeOffset? Oldest { get; set; }

        public SortedDictionary<MatchEventKind, long>? Flows { get; set; }

        public SkuDemand Show(Sku sku)
        {
            var flows = new long[RegionBook.Kinds];
            foreach (var (kind, packs) in Flows ?? [])
                flows[(int)kind] = packs;
            return new(
                sku, ImmutableCollectionsMarshal.AsImmutableArray(Open), Asked, Matched, ImmutableCollectionsMarshal.AsImmutableArray(Waits), Oldest,
                ImmutableCollectionsMarshal.AsImmutableArray(flows));
        }
    }
}
