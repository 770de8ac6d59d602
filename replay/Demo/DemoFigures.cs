using MatchGrid.Identifiers;
using MatchGrid.Patients;
using MatchGrid.Requests;

namespace MatchGrid.Replay.Demo;

/// <summary>Counts what happens in the demonstration. Safe to use from many threads.</summary>
public sealed class DemoFigures
{
    private const int Latencies = 1_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(PharmacyId Pharmacy, Sku Sku), long> lastReport = [];
    private readonly HashSet<RequestId> waiting = [];
    private readonly HashSet<RequestId> matched = [];
    private readonly Queue<double> changeToPush = new();
    private readonly Queue<string> recent = new();
    private long changes;
    private long requests;
    private long matches;
    private long accepted;
    private long collected;
    private double? firstMatchAfter;

    /// <summary>Where the pass stands.</summary>
    public (int Pass, double Progress) Place { get; set; } = (1, 0);

    public void Reported(PharmacyId pharmacy, Sku sku, long timestamp)
    {
        lock (gate)
        {
            changes++;
            lastReport[(pharmacy, sku)] = timestamp;
        }
    }

    public void Opened(RequestId request)
    {
        lock (gate)
        {
            requests++;
            waiting.Add(request);
        }
    }

    /// <summary>A notice may be pushed now.</summary>
    /// <param name="openedAt">When its patient asked.</param>
    /// <param name="sinceStart">From the start of the process.</param>
    /// <param name="now">On the clock's own scale, as <see cref="Reported"/> was given it.</param>
    public void Told(PatientNotice notice, long openedAt, TimeSpan sinceStart, long now, long ticksPerSecond, string line)
    {
        lock (gate)
        {
            switch (notice.Kind)
            {
                case NoticeKind.Held when notice.Match is { } match:
                    matches++;
                    matched.Add(notice.Request);
                    waiting.Remove(notice.Request);
                    firstMatchAfter ??= sinceStart.TotalSeconds;
                    recent.Enqueue(line);
                    while (recent.Count > 8)
                        recent.Dequeue();
                    Measure(match, openedAt, now, ticksPerSecond);
                    break;
                case NoticeKind.Accepted:
                    accepted++;
                    break;
                case NoticeKind.Collected:
                    collected++;
                    break;
                case NoticeKind.Expired or NoticeKind.Cancelled:
                    waiting.Remove(notice.Request);
                    break;
                case NoticeKind.Lapsed or NoticeKind.NoShow or NoticeKind.Broken or NoticeKind.Released:
                    waiting.Add(notice.Request);
                    break;
            }
        }
    }

    public DemoStatus Status()
    {
        lock (gate)
        {
            var sorted = changeToPush.Order().ToArray();
            return new(
                Place.Pass, Place.Progress, changes, requests, waiting.Count, matches, accepted, collected,
                requests == 0 ? null : Math.Min(1, (double)matched.Count / requests),
                sorted.Length == 0 ? null : sorted[sorted.Length / 2],
                sorted.Length == 0 ? null : sorted[(int)(sorted.Length * 0.99)],
                firstMatchAfter);
        }
    }

    /// <summary>The last matches as lines, oldest first.</summary>
    public IReadOnlyList<string> Recent()
    {
        lock (gate)
            return [.. recent];
    }

    // Only where the pack came after the patient asked: otherwise it is the request that found it.
    private void Measure(Match match, long openedAt, long now, long ticksPerSecond)
    {
        if (!lastReport.TryGetValue((match.Pharmacy, match.Sku), out var reported) || reported < openedAt)
            return;
        var milliseconds = (now - reported) * 1000.0 / ticksPerSecond;
        if (milliseconds > 1000)
            return; // a pack that another patient gave back
        changeToPush.Enqueue(milliseconds);
        while (changeToPush.Count > Latencies)
            changeToPush.Dequeue();
    }
}
