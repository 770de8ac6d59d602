namespace MatchGrid.Replay.Running;

/// <summary>Real time behind a replay: how long it took, how fast it goes, how long it will take, and how slow it should be.</summary>
internal sealed class ReplayPace(double speed, IProgress<ReplayProgress>? progress)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider time = TimeProvider.System;
    private readonly long startedAt = TimeProvider.System.GetTimestamp();
    private long toldAt = TimeProvider.System.GetTimestamp();
    private long toldSteps;
    private double lately;
    private TimeSpan before;
    private long began;
    private DateTimeOffset beganAt;
    private int doneBefore;

    /// <summary>Time spent on this replay over all starts.</summary>
    public TimeSpan Wall => before + time.GetElapsedTime(startedAt);

    /// <summary>The replay proper begins, or goes on, here.</summary>
    public void Begin(TimeSpan wallBefore, DateTimeOffset at, int done, int of)
    {
        (before, beganAt, began, doneBefore) = (wallBefore, at, time.GetTimestamp(), of == 0 ? 0 : done);
    }

    /// <summary>Waits until a virtual instant may be reached at the wanted speed.</summary>
    public void Await(DateTimeOffset virtualInstant, CancellationToken cancellationToken)
    {
        if (speed <= 0)
            return;
        var wait = ((virtualInstant - beganAt) / speed) - time.GetElapsedTime(began);
        if (wait > TimeSpan.Zero)
            cancellationToken.WaitHandle.WaitOne(wait);
    }

    public void Tell(string phase, DateTimeOffset at, int done, int of, long steps, int requests, long matches)
    {
        var since = time.GetElapsedTime(toldAt);
        if (progress is null || since < TellEvery)
            return;
        lately = (steps - toldSteps) / since.TotalSeconds;
        (toldAt, toldSteps) = (time.GetTimestamp(), steps);
        var left = done > doneBefore && began != 0 ? time.GetElapsedTime(began) * ((double)(of - done) / (done - doneBefore)) : (TimeSpan?)null;
        progress.Report(new(phase, at, of == 0 ? 0 : (double)done / of, steps, lately, requests, matches, left));
    }

    public double StepsPerSecond(long steps) => began == 0 ? 0 : steps / time.GetElapsedTime(began).TotalSeconds;
}
