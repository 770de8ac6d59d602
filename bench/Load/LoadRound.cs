using System.Diagnostics;

namespace MatchGrid.Bench.Load;

/// <summary>One round: a pack for every patient, each pushed to a patient of its own.</summary>
internal sealed class LoadRound
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly LoadTarget target;
    private readonly LoadPlan plan;
    private readonly int number;
    private readonly long[] sent;
    private readonly long[] received;
    private readonly int[] pushes;
    private readonly TaskCompletionSource allTold = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int told;

    public LoadRound(LoadTarget target, LoadPlan plan, int number)
    {
        (this.target, this.plan, this.number) = (target, plan, number);
        (sent, received, pushes) = (new long[plan.Patients], new long[plan.Patients], new int[plan.Patients]);
        target.Told = Told;
    }

    /// <summary>Posts at a steady pace, whatever the answers take.</summary>
    /// <param name="rate">Changes per second.</param>
    public async Task<LoadResult> AtRateAsync(int rate)
    {
        using var noPauses = new NoPauses();
        var before = target.Server.Processor;
        var posts = new Task[plan.Batches];
        var pacing = new Thread(() =>
        {
            var began = Stopwatch.GetTimestamp();
            for (var batch = 0; batch < plan.Batches; batch++)
            {
                while (Stopwatch.GetElapsedTime(began).TotalSeconds * rate < (double)batch * plan.Batch)
                    Thread.Sleep(1);
                posts[batch] = PostAsync(batch);
            }
        });
        pacing.Start();
        await Task.Run(pacing.Join);
        return await ResultAsync(Task.WhenAll(posts), before);
    }

    /// <summary>Posts as fast as they are answered.</summary>
    /// <param name="width">POSTs under way at once.</param>
    public async Task<LoadResult> FlatOutAsync(int width)
    {
        using var noPauses = new NoPauses();
        var before = target.Server.Processor;
        return await ResultAsync(BenchGrid.ParallelAsync(plan.Batches, width, PostAsync), before);
    }

    private async Task PostAsync(int batch)
    {
        using var request = target.PostOf(number, batch);
        target.Expect(number, batch);
        var now = Stopwatch.GetTimestamp();
        foreach (var change in plan.ChangesOf(batch))
            sent[change] = now;
        await target.Server.SendAsync(request);
    }

    private void Told(int change, int patient, long now)
    {
        received[change] = now;
        Interlocked.Increment(ref pushes[patient]);
        if (Interlocked.Increment(ref told) == plan.Patients)
            allTold.SetResult();
    }

    private async Task<LoadResult> ResultAsync(Task posts, TimeSpan processorBefore)
    {
        await posts;
        await Task.WhenAny(allTold.Task, Task.Delay(Patience));
        var processor = target.Server.Processor - processorBefore;
        target.Told = null;
        var times = Enumerable.Range(0, plan.Patients).Where(change => received[change] > 0)
            .Select(change => Stopwatch.GetElapsedTime(sent[change], received[change]).TotalMilliseconds).Order().ToArray();
        var seconds = Stopwatch.GetElapsedTime(sent.Min(), received.Max()).TotalSeconds;
        return new(
            plan.Patients, pushes.Count(count => count == 1), At(times, 0.5), At(times, 0.99), times.Length / seconds,
            processor.TotalMicroseconds / plan.Patients);
    }

    private static double At(double[] ordered, double part) => ordered.Length == 0 ? double.NaN : ordered[(int)(part * (ordered.Length - 1))];
}

/// <param name="Patients">Who waited.</param>
/// <param name="ToldOnce">Who of them was told, and once.</param>
/// <param name="Median">Milliseconds from just before the POST to the push at the patient's socket.</param>
/// <param name="P99">The same, of the slowest hundredth.</param>
/// <param name="PerSecond">Pushes per second, from the first POST to the last push.</param>
/// <param name="ProcessorMicros">Processor time of the server per change.</param>
internal sealed record LoadResult(int Patients, int ToldOnce, double Median, double P99, double PerSecond, double ProcessorMicros)
{
    public override string ToString() =>
        $"p50 {Median,7:F2} ms, p99 {P99,8:F2} ms, {PerSecond,7:N0}/s, server {ProcessorMicros,5:F0} us/change, {ToldOnce:N0} of {Patients:N0} told once";

    public static LoadResult MedianOf(IReadOnlyList<LoadResult> rounds) => new(
        rounds.Sum(one => one.Patients), rounds.Sum(one => one.ToldOnce), Of(rounds, one => one.Median), Of(rounds, one => one.P99),
        Of(rounds, one => one.PerSecond), Of(rounds, one => one.ProcessorMicros));

    private static double Of(IReadOnlyList<LoadResult> rounds, Func<LoadResult, double> figure) => rounds.Select(figure).Order().ElementAt(rounds.Count / 2);
}
