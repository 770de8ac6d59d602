using MatchGrid.Journals;
using MatchGrid.Markets;
using MatchGrid.Messages;
using MatchGrid.Telemetry;
using Microsoft.Extensions.Logging;
using Orleans;

namespace MatchGrid.Wakes;

/// <summary>
/// Wakes the markets in which somebody waited when the process ended, a few at a time and in the order in which they are due: the most urgent
/// first. Nobody waits for it: stock that changes brings its market awake by itself, since the interest stands in the cell. This finds what was
/// under way when the process ended; and, a minute after a market last wrote, what was when its activation did.
/// </summary>
/// <remarks>Safe for use from any thread.</remarks>
public sealed partial class MarketWaker(IWakeIndex wakes, IGrainFactory grains, JournalServices services, GridMetrics metrics)
{
    /// <summary>Markets waking at a time: so few that whoever comes from outside meanwhile is not kept waiting.</summary>
    public const int MostAtOnce = 2;

    /// <summary>A market that did not answer is tried again after this long, and one that wrote is looked at.</summary>
    public static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    /// <summary>One that is awake is looked at again after this long.</summary>
    public static readonly TimeSpan Later = TimeSpan.FromDays(1);

    /// <summary>How often the log tells how far it is.</summary>
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> until = new(StringComparer.Ordinal);
    private readonly Queue<(string Market, bool AtStart)> asleep = [];
    private bool started;
    private int finding;
    private bool told;
    private int underWay;
    private int found;
    private int woken;
    private DateTimeOffset began;
    private DateTimeOffset lookedAt;
    private DateTimeOffset toldAt;

    /// <summary>How many markets have been woken since the start, and of how many that were found asleep.</summary>
    public (int Woken, int Found) Progress
    {
        get
        {
            lock (gate)
                return (woken, found);
        }
    }

    /// <summary>A market is due; returns when it is to be due again.</summary>
    public DateTimeOffset Due(string market, DateTimeOffset now)
    {
        lock (gate)
        {
            var known = until.TryGetValue(market, out var then);
            // Each append makes a market due: one that is due early, or that was not asleep at the start, has just written and is awake. It may
            // end before it has told its interest.
            if (known ? now < then : started)
                return until[market] = known && then < now + Again ? then : now + Again;
            asleep.Enqueue((market, !started));
            if (!started)
            {
                found++;
                metrics.StartMarketsWaiting.Add(1);
            }

            return until[market] = now + Later;
        }
    }

    /// <summary>
    /// Other processes have ended, and their markets are asleep: while the result is not disposed, every market that is due is taken as one of them.
    /// </summary>
    public IDisposable Finding()
    {
        lock (gate)
        {
            finding++;
            (started, told) = (false, false);
            until.Clear();
        }

        return new Search(this);
    }

    /// <summary>A look at what is due has ended; goes on waking.</summary>
    /// <param name="atAll">Whether it has seen all that is due.</param>
    public void Looked(DateTimeOffset now, bool atAll)
    {
        int more;
        lock (gate)
        {
            if (lookedAt == default)
                began = now;
            lookedAt = now;
            started |= atAll && finding == 0;
            Tell(now);
            more = Math.Min(MostAtOnce - underWay, asleep.Count);
            underWay += Math.Max(0, more);
        }

        for (; more > 0; more--)
            WakeAsync().Unawaited();
    }

    // Told while the start lasts, and once when all are awake.
    private void Tell(DateTimeOffset now)
    {
        if (told || found == 0)
            return;
        told = started && woken == found;
        if (!told && now - toldAt < TellEvery)
            return;
        toldAt = now;
        if (told)
            LogAwake(services.Log, found, (now - began).TotalSeconds);
        else
            LogWaking(services.Log, woken, found);
    }

    private async Task WakeAsync()
    {
        while (Next() is var (market, atStart))
        {
            var isAwake = false;
            try
            {
                // An answer shows that it is awake, and its interest on the way.
                await grains.GetGrain<IMarketGrain>(Addresses.Split(market).Key).GetFigureAsync().ConfigureAwait(false);
                isAwake = true;
            }
            catch (Exception exception)
            {
                if (exception is not JournalFailedException)
                    LogNoAnswer(services.Log, market, exception);
            }
            finally
            {
                Ended(market, atStart, isAwake);
            }
        }
    }

    private (string Market, bool AtStart)? Next()
    {
        lock (gate)
        {
            if (asleep.TryDequeue(out var next))
                return next;
            underWay--;
            return null;
        }
    }

    private void Ended(string market, bool atStart, bool isAwake)
    {
        lock (gate)
        {
            if (!isAwake)
                wakes.Snooze(market, until[market] = lookedAt + Again);
            if (!atStart)
                return;
            metrics.StartMarketsWaiting.Add(-1);
            metrics.StartMarketsWoken.Add(isAwake ? 1 : 0);
            (woken, found) = isAwake ? (woken + 1, found) : (woken, found - 1);
        }
    }

    private void Found()
    {
        lock (gate)
            finding--;
    }

    private sealed class Search(MarketWaker waker) : IDisposable
    {
        public void Dispose() => waker.Found();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Waking markets, the most urgent first: {Woken} of {Found}")]
    private static partial void LogWaking(ILogger logger, int woken, int found);

    [LoggerMessage(Level = LogLevel.Information, Message = "All {Found} markets are awake, {Seconds:F1} s after the start")]
    private static partial void LogAwake(ILogger logger, int found, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Market} did not wake; tried again in a minute")]
    private static partial void LogNoAnswer(ILogger logger, string market, Exception exception);
}
