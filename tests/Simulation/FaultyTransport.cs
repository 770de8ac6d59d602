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
        if (carried is { IsReply: false, Source: not null } && faults.Strikes(FaultKind.CallRepeated))
            Later(carried.DeliverAgain);
        if (!faults.Strikes(FaultKind.CallDelayed))
            Deliver(carried);
        else
            Later(() => Deliver(carried));
    }

    // Where a grain is there twice, half of those who call it do not know yet.
    private void Deliver(CarriedCall carried)
    {
        if (carried.IsReply || !chance.Is(0.5) || !carried.TryDeliverAside())
            carried.Deliver();
    }

    private void Later(Action deliver)
    {
        ITimer? timer = null;
        timer = clock.CreateTimer(
            _ =>
            {
                timer!.Dispose();
                deliver();
            },
            null, chance.Time(Shortest, Longest), Timeout.InfiniteTimeSpan);
    }
}
