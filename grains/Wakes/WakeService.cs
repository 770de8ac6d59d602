using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Telemetry;
using Orleans;

namespace MatchGrid.Wakes;

/// <summary>Pokes the grains of this process's journal whose wake is due. Whoever runs the grid says when: a timer, or a simulation.</summary>
/// <remarks>
/// A poke is one-way and may be lost, so a poked grain is put off, not forgotten: what it appends next brings its own wake. Until then it
/// does not stand in the way of those behind it.
/// </remarks>
public sealed class WakeService(IWakeIndex wakes, IGrainFactory grains, JournalServices services, GridMetrics metrics)
{
    /// <summary>Most grains poked in one pass; the rest stays due for the next.</summary>
    public const int MostPerPass = 2_000;

    /// <summary>A grain that appended nothing is poked again after this long.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <summary>The same for a market, which is due at every start for as long as somebody waits in it.</summary>
    public static readonly TimeSpan MarketAgain = TimeSpan.FromMinutes(1);

    /// <summary>A market that had two chances after the start is poked only this often: then it is awake, or its next letter wakes it.</summary>
    public static readonly TimeSpan MarketLater = TimeSpan.FromDays(1);

    private readonly Dictionary<string, DateTimeOffset> awake = new(StringComparer.Ordinal);

    // How far the clock was ahead of the steady one at most, also in the process before.
    private TimeSpan ahead = wakes.LastClock - services.StartedAt is { } back && back > TimeSpan.Zero ? back : TimeSpan.Zero;

    /// <summary>The earliest wake of all by the clock as it is now, or null.</summary>
    public DateTimeOffset? Next => wakes.Next - (Ahead() - Skew);

    private TimeSpan Skew => services.Time.GetUtcNow() - services.Steady;

    /// <summary>Pokes what is due, the earliest first, at most <see cref="MostPerPass"/>, and returns how many it poked.</summary>
    /// <remarks>
    /// After the clock was set back, as if it had not been: letters would wait for as long to be sent again. Who is poked looks at its own
    /// deadlines by the clock as it is.
    /// </remarks>
    public int PokeDue(DateTimeOffset now)
    {
        now += Ahead() - Skew;
        var due = wakes.Due(now, MostPerPass);
        foreach (var grain in due)
        {
            // Each append of a market makes it due again; one that was poked is awake.
            if (awake.TryGetValue(grain, out var until) && now < until)
            {
                wakes.Snooze(grain, until);
                continue;
            }

            services.Deliveries.Wake(grains, grain);
            var again = now + PutOff(grain, now);
            wakes.Snooze(grain, again);
            if (IsMarket(grain))
                awake[grain] = again;
        }

        metrics.Wakes.Add(due.Count);
        return due.Count;
    }

    private TimeSpan Ahead() => ahead = Skew > ahead ? Skew : ahead;

    private TimeSpan PutOff(string grain, DateTimeOffset now)
    {
        if (!IsMarket(grain))
            return Again;
        return now - services.StartedAt < 2 * MarketAgain ? MarketAgain : MarketLater;
    }

    private static bool IsMarket(string grain) => grain.StartsWith(Addresses.Market + "/", StringComparison.Ordinal);
}
