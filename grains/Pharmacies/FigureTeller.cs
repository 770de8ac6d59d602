using System.Collections.Immutable;
using MatchGrid.Geo;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Regions;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Pharmacies;

/// <summary>Tells the crisis regions around a pharmacy what is on its shelves: each line that changed, at most twice a second.</summary>
internal sealed class FigureTeller(PharmacyGrain pharmacy)
{
    private static readonly TimeSpan After = TimeSpan.FromMilliseconds(500);

    private readonly SortedSet<Sku> changed = [];
    private readonly SortedDictionary<RegionId, long> numbers = [];
    private ImmutableArray<RegionId> regions = [];
    private GeoPoint? place;
    private long mapStamp;
    private long epoch;
    private IGrainTimer? timer;

    /// <summary>After a commit.</summary>
    /// <param name="skus">Lines that changed; null for none: then it is about the pharmacy, such as when it last reported.</param>
    public void Changed(IEnumerable<Sku>? skus)
    {
        if (pharmacy.Board.Current.IsEmpty && regions.IsEmpty)
            return;
        Follow();
        if (regions.IsEmpty)
            return;
        changed.UnionWith(skus ?? []);
        timer ??= pharmacy.RegisterGrainTimer(TellAsync, new() { DueTime = After, Period = Timeout.InfiniteTimeSpan, Interleave = true });
    }

    /// <summary>The region is to hear everything.</summary>
    public void Asked(RegionId region)
    {
        Follow();
        if (regions.Contains(region))
            Tell(region, whole: true);
        else
            pharmacy.Grains.GetGrain<IRegionGrain>(region.Value).SupplyLeftAsync(pharmacy.Id).Unawaited();
    }

    // Regions open, change and close; a pharmacy may move.
    private void Follow()
    {
        var map = pharmacy.Board.Current;
        if (pharmacy.Current.Profile is not { } profile || (map.Stamp == mapStamp && profile.Place == place))
            return;
        (mapStamp, place) = (map.Stamp, profile.Place);
        var now = map.At(profile.Place);
        foreach (var left in regions.Except(now))
            pharmacy.Grains.GetGrain<IRegionGrain>(left.Value).SupplyLeftAsync(pharmacy.Id).Unawaited();
        var entered = now.Except(regions).ToList();
        regions = now;
        foreach (var region in entered)
            Tell(region, whole: true);
    }

    private Task TellAsync(CancellationToken cancellationToken)
    {
        timer?.Dispose();
        timer = null;
        Follow();
        foreach (var region in regions)
            Tell(region, whole: false);
        changed.Clear();
        return Task.CompletedTask;
    }

    private void Tell(RegionId region, bool whole)
    {
        if (pharmacy.Current.Profile is not { } profile)
            return;
        if (epoch == 0)
            epoch = pharmacy.NewEpoch();
        var number = numbers[region] = numbers.GetValueOrDefault(region) + 1;
        var state = pharmacy.Current;
        var lines = whole ? state.LinesInOrder : changed.Where(state.Lines.ContainsKey).Select(sku => state.Lines[sku]);
        var told = new SupplyTold(
            profile.Id, profile.Place, epoch, number, whole, state.LastReportAt,
            [.. lines.Select(line => new LineFigure(line.Sku, line.OnHand, line.Held, state.Paused ? 0 : line.Available, line.ReportedAt))]);
        pharmacy.WhenTold(() => pharmacy.Grains.GetGrain<IRegionGrain>(region.Value).SupplyAsync(told).Unawaited());
    }
}
