using System.Collections.Immutable;

namespace MatchGrid.Regions;

/// <summary>How long requests have waited, counted in bins that each partition can add up and everybody can sum.</summary>
public static class WaitBins
{
    // Upper ends. Between two of them a wait is taken to lie evenly: quantiles are right to about a third.
    private static readonly TimeSpan[] Ends =
    [
        TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(40), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
        TimeSpan.FromHours(16), TimeSpan.FromDays(1), TimeSpan.FromDays(2), TimeSpan.FromDays(4), TimeSpan.FromDays(7), TimeSpan.FromDays(14),
        TimeSpan.FromDays(28), TimeSpan.FromDays(56),
    ];

    /// <summary>Bins; the last has no upper end.</summary>
    public static int Count => Ends.Length + 1;

    public static int Of(TimeSpan waited)
    {
        var bin = 0;
        while (bin < Ends.Length && waited > Ends[bin])
            bin++;
        return bin;
    }

    /// <summary>The wait that a share of those counted does not exceed; null when nobody waits.</summary>
    /// <param name="share">Above 0 and up to 1.</param>
    /// <param name="longest">No wait is longer than this.</param>
    public static TimeSpan? Quantile(IReadOnlyList<int> bins, double share, TimeSpan longest)
    {
        var all = bins.Sum(bin => (long)bin);
        if (all == 0)
            return null;
        var (wanted, before) = (all * share, 0L);
        for (var bin = 0; bin < bins.Count; bin++)
        {
            if (bins[bin] > 0 && before + bins[bin] >= wanted)
            {
                var from = bin == 0 ? TimeSpan.Zero : Ends[bin - 1];
                var to = bin < Ends.Length && Ends[bin] < longest ? Ends[bin] : longest;
                var found = from + ((to - from) * ((wanted - before) / bins[bin]));
                return found < longest ? found : longest;
            }

            before += bins[bin];
        }

        return longest;
    }
}
