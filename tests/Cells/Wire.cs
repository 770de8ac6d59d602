using MatchGrid.Embedded;

namespace MatchGrid.Tests.Cells;

/// <summary>Carries the calls of a test, writes them down, and loses, delays or doubles what the test says.</summary>
internal sealed class Wire(VirtualTimeProvider clock) : ICallTransport
{
    public List<string> Carried { get; } = [];

    /// <summary>Whether a call is lost. Default: none is.</summary>
    public Func<CarriedCall, bool> Loses { get; set; } = _ => false;

    /// <summary>How long a call is under way. Default: no time.</summary>
    public Func<CarriedCall, TimeSpan> Delays { get; set; } = _ => TimeSpan.Zero;

    public void Carry(CarriedCall carried)
    {
        var lost = Loses(carried);
        Carried.Add($"{clock.UtcNow:HH:mm:ss.fff} {carried.Source} > {carried.Target} {carried.MethodName}{(carried.IsReply ? " (reply)" : "")}{(lost ? " (lost)" : "")}");
        if (lost)
            return;
        var delay = Delays(carried);
        if (delay == TimeSpan.Zero)
            carried.Deliver();
        else
            _ = clock.CreateTimer(_ => carried.Deliver(), null, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Loses the next call of a method, once.</summary>
    public void LoseNext(string method)
    {
        var lost = false;
        Loses = carried => carried.MethodName == method && !carried.IsReply && !lost && (lost = true);
    }

    public int CountOf(string method) => Carried.Count(line => line.EndsWith(method, StringComparison.Ordinal));
}
