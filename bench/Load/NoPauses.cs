using System.Runtime;

namespace MatchGrid.Bench.Load;

/// <summary>
/// As long as this lives, the measuring process collects no garbage: its own pauses, 35 to 70 ms each, are no part of what it measures. A round
/// that needs more room than this ends in an error.
/// </summary>
internal sealed class NoPauses : IDisposable
{
    private const long Room = 240L << 20;

    public NoPauses()
    {
        if (!GC.TryStartNoGCRegion(Room))
            throw new InvalidOperationException("no room for a round without collections");
    }

    public void Dispose()
    {
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
            throw new InvalidOperationException("the measuring process collected garbage during a round");
        GC.EndNoGCRegion();
    }
}
