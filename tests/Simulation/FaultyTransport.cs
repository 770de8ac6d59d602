using MatchGrid.Embedded;

namespace MatchGrid.Tests.Simulation;

/// <summary>Loses calls and replies, and keeps some back until later ones have overtaken them.</summary>
internal sealed class FaultyTransport(Faults faults, Chance chance, TimeProvider clock, Func<CarriedCall, bool> isForgotten) : ICallTransport
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    public void Carry(CarriedCall carried)
    {
        if (isForgotten(carried))
            return;
        if (faults.Strikes(carried.IsReply ? FaultKind.ReplyLost : FaultKind.CallLost))
            return;
        if (!faults.Strikes(FaultKind.CallDelayed))
        {
            carried.Deliver();
            return;
        }

        ITimer? timer = null;
        timer = clock.CreateTimer(
            _ =>
            {
                timer!.Dispose();
                carried.Deliver();
            },
            null, chance.Time(Shortest, Longest), Timeout.InfiniteTimeSpan);
    }
}
