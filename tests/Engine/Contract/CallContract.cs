using System.Diagnostics;
using MatchGrid.Tests.Engine.Grains;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine.Contract;

[Collection("engine")]
public sealed class CallContract(EngineFixture engine)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private readonly IGrainFactory _grains = engine.Grains;

    [Fact]
    public async Task Call_EachShapeOfMethod_BringsArgumentsAndResult()
    {
        var grain = _grains.GetGrain<ICallsGrain>("shapes");

        await grain.PutAsync(3);
        Assert.Equal(3, await grain.GetAsync());
        await grain.PutCheaplyAsync(4);
        Assert.Equal(4, await grain.GetCheaplyAsync());
        Assert.Equal(6, await grain.SumAsync(1, 2, 3m));
        Assert.Null(await grain.EchoAsync(null));
        Assert.Equal("echo", await grain.EchoAsync("echo"));
        Assert.Equal(7, await grain.DefaultsAsync());
    }

    [Fact]
    public async Task Call_OtherKey_IsOtherGrain()
    {
        await _grains.GetGrain<ICallsGrain>("one").PutAsync(1);
        await _grains.GetGrain<ICallsGrain>("two").PutAsync(2);

        Assert.Equal(1, await _grains.GetGrain<ICallsGrain>("one").GetAsync());
        Assert.Equal(3, await _grains.GetGrain<ICallsGrain>("one").GetOfAsync("two"));
        Assert.Equal("one", await _grains.GetGrain<ICallsGrain>("one").KeyAsync());
    }

    [Fact]
    public async Task Call_ThatThrows_GivesTheCallerTheExceptionWithItsStack()
    {
        var grain = _grains.GetGrain<ICallsGrain>("throws");

        var atOnce = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowAsync("at once"));
        var later = await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowLaterAsync("later"));

        Assert.Equal("at once", atOnce.Message);
        Assert.Equal("later", later.Message);
        Assert.Contains(nameof(CallsGrain.ThrowAsync), atOnce.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(CallsGrain.ThrowLaterAsync), later.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_ThatThrowsToAGrain_IsCaughtThereByType() =>
        Assert.Equal(nameof(InvalidOperationException), await _grains.GetGrain<ICallsGrain>("catcher").TypeCaughtFromAsync("thrower"));

    [Fact]
    public async Task OneWayCall_ToABusyGrain_EndsAtOnceForItsCaller()
    {
        var grain = _grains.GetGrain<ICallsGrain>("one-way");

        await grain.PutOneWayAsync(5, "one-way gate").WaitAsync(Soon);
        Gates.Open("one-way gate");

        // Nobody promises that it comes before the next call.
        var patience = Stopwatch.StartNew();
        while (await grain.GetAsync() == 0 && patience.Elapsed < Soon)
        {
        }

        Assert.Equal(5, await grain.GetAsync());
    }

    [Fact]
    public async Task OneWayCall_ThatThrows_TellsNobody()
    {
        var grain = _grains.GetGrain<ICallsGrain>("one-way throws");

        await grain.ThrowOneWayAsync();

        Assert.Equal(0, await grain.GetAsync());
    }

    [Fact]
    public async Task Reference_AsArgumentAndResult_StaysAReference()
    {
        var one = _grains.GetGrain<ICallsGrain>("reference one");
        var two = _grains.GetGrain<ICallsGrain>("reference two");

        Assert.Equal("reference two", await one.KeyOfAsync(two));
        Assert.Equal(one, await one.SelfAsync());
    }

    [Fact]
    public void References_OfTheSameGrain_AreEqualKeys()
    {
        var one = _grains.GetGrain<ICallsGrain>("equal");
        var same = _grains.GetGrain<ICallsGrain>("equal");
        var other = _grains.GetGrain<ICallsGrain>("not equal");

        Assert.Equal(one, same);
        Assert.NotEqual(one, other);
        Assert.NotEqual<object>(one, _grains.GetGrain<ITurnsGrain>("equal"));
        Assert.Single(new HashSet<ICallsGrain> { one, same });
        Assert.Equal("equal", one.GetPrimaryKeyString());
        Assert.Equal(GrainId.Create("calls", "equal"), one.GetGrainId());
    }

    [Fact]
    public async Task Reference_ThroughAnotherInterface_ReachesTheSameGrain()
    {
        var round = _grains.GetGrain<IShapeGrain>("sun", "MatchGrid.Tests.Engine.Grains.Circle").AsReference<IRoundGrain>();

        Assert.Equal("round sun", await round.RoundNameAsync());
    }

    [Fact]
    public async Task GetGrain_InterfaceOfSeveralClasses_ReachesTheOneWithThePrefix()
    {
        Assert.Equal("circle a", await _grains.GetGrain<IShapeGrain>("a", "MatchGrid.Tests.Engine.Grains.Circle").NameAsync());
        Assert.Equal("square a", await _grains.GetGrain<IShapeGrain>("a", "MatchGrid.Tests.Engine.Grains.Square").NameAsync());
        Assert.Throws<ArgumentException>(() => _grains.GetGrain<IShapeGrain>("a"));
    }

    [Fact]
    public void GetGrain_InterfaceWithoutClass_IsRefused() =>
        Assert.Throws<ArgumentException>(() => _grains.GetGrain<IMissingGrain>("nobody"));

    [Fact]
    public async Task GetGrain_ById_ReachesTheGrain() =>
        Assert.Equal("by id", await _grains.GetGrain<ICallsGrain>(GrainId.Parse("calls/by id")).KeyAsync());
}
