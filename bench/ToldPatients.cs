using System.Collections.Concurrent;
using MatchGrid.Patients;

namespace MatchGrid.Bench;

/// <summary>Counts the requests whose patients were told that a pack is held for them.</summary>
internal sealed class ToldPatients : IPatientObserver
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, byte> requests = new();
    private int count;

    public Task ToldAsync(string epoch, InboxEntry entry)
    {
        if (entry.Notice.Kind == NoticeKind.Held && requests.TryAdd(entry.Notice.Request.Value, 0))
            Interlocked.Increment(ref count);
        return Task.CompletedTask;
    }

    public void Reset() => count = 0;

    /// <exception cref="InvalidOperationException">Not all of them were told within a minute.</exception>
    public async Task WaitForAsync(int expected)
    {
        for (var until = DateTime.UtcNow + Patience; Volatile.Read(ref count) < expected; await Task.Delay(1))
        {
            if (DateTime.UtcNow > until)
                throw new InvalidOperationException($"{expected - count:N0} of {expected:N0} were not told within a minute.");
        }
    }
}
