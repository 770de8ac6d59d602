using MatchGrid.Replay.Checking;
using MatchGrid.Regions;
using MatchGrid.Silo.Journals;

namespace MatchGrid.Replay.Running;

/// <summary>A crisis region that is open throughout, and its figures held against a recount when the replay stops.</summary>
public sealed partial class Replayer
{
    /// <summary>Figures are at most this old.</summary>
    private static readonly TimeSpan FiguresWithin = TimeSpan.FromSeconds(2);

    private IRegionGrain Region => host.Grains.GetGrain<IRegionGrain>("replay");

    private void OpenRegion()
    {
        if (options.Region is not { } area || host.Run(Region.GetAsync) is not null)
            return;
        var facts = new RegionFacts(new("replay"), 0, "Replay", area, options.RegionTier, Now, Until: null, FeeWaiver: false, Population: null, Coarse: false);
        if (host.Run(() => Region.OpenAsync(facts, "replay")).Refusal is { } refusal)
            throw new InvalidOperationException(refusal.ToString());
    }

    private RegionReport? CheckRegion()
    {
        if (options.Region is not { } area)
            return null;
        host.Advance(FiguresWithin);
        var figures = RegionRecount.Of(host.Run(Region.GetFiguresAsync)!);
        var log = (SqliteLog)host.Journal;
        var recount = RegionRecount.CountAsync(log, [.. log.Grains], area).GetAwaiter().GetResult();
        return new(figures, recount);
    }
}

/// <summary>A region's figures two seconds after the replay stopped, and what a recount over the stored state says.</summary>
public sealed record RegionReport(IReadOnlyList<RegionCount> Figures, IReadOnlyList<RegionCount> Recount)
{
    public bool Agree => Figures.SequenceEqual(Recount);
}
