using System.Diagnostics.Metrics;
using System.Globalization;

namespace MatchGrid.Api.Startup;

/// <summary>
/// Whether there is room for one more request. There is none while <see cref="ApiLimits.RequestsUnderWay"/> are under way, whatever they wait for
/// (processors, the disk), or while work waits longer than <see cref="ApiLimits.MostLag"/> for a thread: what is under way comes first then, with all
/// that was taken in and is not done yet.
/// </summary>
public sealed class Admission : IDisposable
{
    private const int LongestRetrySeconds = 3;

    private static readonly TimeSpan ProbePeriod = TimeSpan.FromMilliseconds(20);

    private readonly ApiLimits limits;
    private readonly Action<Action> queue;
    private readonly ManualResetEventSlim ran = new();
    private readonly ManualResetEventSlim stopping = new();
    private readonly Meter meter = new("MatchGrid.Api");
    private readonly Counter<long> shed;
    private int underWay;
    private volatile bool isBehind;

    public Admission(ApiLimits limits)
        : this(limits, static work => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false))
    {
    }

    /// <param name="limits">The configured ones.</param>
    /// <param name="queue">Puts work behind all that waits for a thread.</param>
    internal Admission(ApiLimits limits, Action<Action> queue)
    {
        (this.limits, this.queue) = (limits, queue);
        shed = meter.CreateCounter<long>("matchgrid.api.shed", "{request}", "Requests refused because there was no room");
        meter.CreateObservableGauge("matchgrid.api.under_way", () => Volatile.Read(ref underWay), "{request}", "Requests under way");
        meter.CreateObservableGauge("matchgrid.api.behind", () => isBehind ? 1 : 0, "1", "Whether work waits too long for a thread");
        new Thread(Watch) { IsBackground = true, Name = "MatchGrid admission" }.Start();
    }

    /// <summary>When whoever is refused should come back, in seconds: spread, so that they do not all come at once.</summary>
    public static string RetryAfter => Random.Shared.Next(1, LongestRetrySeconds + 1).ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes a place; false when there is none.</summary>
    public bool TryEnter()
    {
        if (!isBehind && Interlocked.Increment(ref underWay) is var now)
        {
            if (now <= limits.RequestsUnderWay)
                return true;
            Interlocked.Decrement(ref underWay);
        }

        shed.Add(1);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref underWay);

    public void Dispose()
    {
        stopping.Set();
        meter.Dispose();
    }

    // On a thread of its own: those of the pool are what it watches.
    private void Watch()
    {
        while (!stopping.Wait(isBehind ? TimeSpan.Zero : ProbePeriod))
        {
            ran.Reset();
            queue(ran.Set);
            if (ran.Wait(limits.MostLag))
            {
                isBehind = false;
                continue;
            }

            isBehind = true;
            WaitHandle.WaitAny([ran.WaitHandle, stopping.WaitHandle]);
        }
    }
}
