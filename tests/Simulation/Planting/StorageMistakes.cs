using Orleans;

namespace MatchGrid.Tests.Simulation.Planting;

/// <summary>A snapshot already holds the row after the position it is stored under: that row happens twice when it is read back.</summary>
internal sealed class SnapshotNewerThanItsPosition : Mistake
{
    protected internal override long SnapshotAt(long version) => version - 1;
}

/// <summary>Deadlines are looked at by a clock that stands still while the process is down.</summary>
internal sealed class ExpiryOnTheWrongClock : Mistake
{
    private TimeSpan down;

    protected internal override void WasDown(TimeSpan time) => down += time;

    protected override Task Arrived(IIncomingGrainCallContext call)
    {
        Behind = call.MethodName == nameof(IWakeable.WakeAsync) ? down : TimeSpan.Zero;
        try
        {
            return call.Invoke();
        }
        finally
        {
            Behind = TimeSpan.Zero;
        }
    }
}
