using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Telemetry;
using Orleans;

namespace MatchGrid.Wakes;

/// <summary>Pokes the grains of this process's journal whose wake is due. Whoever runs the grid says when: a timer, or a simulation.</summary>
/// <remarks>
/// A poke is one-way and may be lost, so a poked grain is put off, not forgotten: what it appends next brings its own wake. Until then it
/// does not stand in the way of those behind it. Markets are apart, with <see cref="MarketWaker"/>: at a start there may be very many.
/// </remarks>
public sealed class WakeService(IWakeIndex wakes, IGrainFactory grains, JournalServices services, GridMetrics metrics, MarketWaker markets)
{
    /// <summary>Most grains looked at in one pass; the rest stays due for the next.</summary>
    public const int MostPerPass = 2_000;

    /// <summary>A grain that appended nothing is poked again after this long.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <summary>The same for regions, which are always due: what keeps them awake are timers of their own.</summary>
    private static readonly TimeSpan StandingAgain = TimeSpan.FromMinutes(5);

    // How far the clock was ahead of the steady one at most, also in the process before.
    private TimeSpan ahead = wakes.LastClock - services.StartedAt is { } back && back > TimeSpan.Zero ? back : TimeSpan.Zero;

    /// <summary>The earliest wake of all by the clock as it is now, or null.</summary>
    public DateTimeOffset? Next => wakes.Next - (Ahead() - Skew);

    private TimeSpan Skew => services.Time.GetUtcNow() - services.Steady;

    /// <summary>
    /// Pokes what is due, the earliest first, hands markets on, and returns how many it looked at: at most <see cref="MostPerPass"/>.
    /// </summary>
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
            if (grain.StartsWith(Addresses.Market + "/", StringComparison.Ordinal))
            {
                wakes.Snooze(grain, markets.Due(grain, now));
                continue;
            }

            services.Deliveries.Wake(grains, grain);
            wakes.Snooze(grain, now + (IsStanding(grain) ? StandingAgain : Again));
            metrics.Wakes.Add(1);
        }

        markets.Looked(now, atAll: due.Count < MostPerPass);
        return due.Count;
    }

    private static bool IsStanding(string grain) => Addresses.KindOf(grain) is Addresses.Region or Addresses.Regions;

    private TimeSpan Ahead() => ahead = Skew > ahead ? Skew : ahead;
}
