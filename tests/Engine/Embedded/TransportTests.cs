using MatchGrid.Embedded;
using MatchGrid.Tests.Engine.Grains;

namespace MatchGrid.Tests.Engine;

public sealed class TransportTests
{
    private readonly Lossy _transport = new();

    [Fact]
    public void Transport_SeesEveryCallAndReply()
    {
        var rig = NewRig();
        rig.Now(rig.Engine.GetGrain<ICallsGrain>("a").GetOfAsync("b"));

        Assert.Equal(
            ["outside>a GetOfAsync", "a>b GetAsync", "a>b GetAsync reply", "outside>a GetOfAsync reply"],
            _transport.Seen);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 5)]
    public void Call_LostOnItsWayOrBack_TimesOutForItsCaller(bool reply, int stored)
    {
        var rig = NewRig();
        var grain = rig.Engine.GetGrain<ICallsGrain>("lost");
        _transport.Loses = carried => carried.IsReply == reply && carried.MethodName == nameof(ICallsGrain.PutAsync);

        var call = grain.PutAsync(5);
        rig.Pass(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        rig.Pass(TimeSpan.FromSeconds(3));

        Assert.Throws<TimeoutException>(() => rig.Now(call));
        Assert.Equal(stored, rig.Now(grain.GetAsync()));
    }

    [Fact]
    public void Call_DeliveredTwice_RunsOnce()
    {
        var rig = NewRig();
        _transport.Repeats = true;
        var grain = rig.Engine.GetGrain<ITurnsGrain>("twice");

        rig.Now(grain.CountAcrossAwaitAsync());

        Assert.Equal(1, rig.Now(grain.CountAsync()));
    }

    [Fact]
    public void Call_HeldBack_RunsWhenDelivered()
    {
        var rig = NewRig();
        _transport.Holds = true;
        var call = rig.Engine.GetGrain<ICallsGrain>("held").KeyAsync();
        rig.Pass(TimeSpan.FromSeconds(5));
        Assert.False(call.IsCompleted);

        _transport.Holds = false;
        _transport.Release();

        Assert.Equal("held", rig.Now(call));
    }

    private Rig NewRig() => new(configure: options => options.Transport = _transport);

    private sealed class Lossy : ICallTransport
    {
        private readonly Queue<CarriedCall> _held = [];

        public List<string> Seen { get; } = [];

        public Func<CarriedCall, bool> Loses { get; set; } = static _ => false;

        public bool Repeats { get; set; }

        public bool Holds { get; set; }

        public void Carry(CarriedCall carried)
        {
            Seen.Add($"{carried.Source?.Key.ToString() ?? "outside"}>{carried.Target.Key} {carried.MethodName}{(carried.IsReply ? " reply" : "")}");
            if (Loses(carried))
                return;
            if (Holds)
            {
                _held.Enqueue(carried);
                return;
            }
            carried.Deliver();
            if (Repeats)
                carried.Deliver();
        }

        public void Release()
        {
            while (_held.TryDequeue(out var carried))
                carried.Deliver();
        }
    }
}
