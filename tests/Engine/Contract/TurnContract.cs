using MatchGrid.Tests.Engine.Grains;
using Orleans;

namespace MatchGrid.Tests.Engine.Contract;

[Collection("engine")]
public sealed class TurnContract(EngineFixture engine)
{
    private readonly IGrainFactory _grains = engine.Grains;

    [Fact]
    public async Task Call_WhileAnotherAwaits_WaitsForItsEnd()
    {
        var grain = _grains.GetGrain<ITurnsGrain>("waits");

        var first = grain.WaitAtAsync("waits");
        await Gates.Opened("waits-in");
        var second = grain.NoteAsync("second");
        Gates.Open("waits");

        Assert.Equal("waits in, waits out", await first);
        await second;
    }

    [Fact]
    public async Task AlwaysInterleaveCall_WhileAnotherAwaits_RunsBetween()
    {
        var grain = _grains.GetGrain<ITurnsGrain>("between");

        var first = grain.WaitAtAsync("between");
        await Gates.Opened("between-in");
        var blocked = grain.NoteAsync("blocked");
        await grain.NoteBetweenAsync("interleaved");
        Gates.Open("between");

        Assert.Equal("between in, interleaved, between out", await first);
        await blocked;
    }

    [Fact]
    public async Task Call_OfAReentrantGrain_RunsWhileAnotherAwaits()
    {
        var grain = _grains.GetGrain<IInterleavingTurnsGrain>("reentrant");

        var first = grain.WaitAtAsync("reentrant");
        await Gates.Opened("reentrant-in");
        await grain.NoteAsync("second");
        Gates.Open("reentrant");

        Assert.Equal("reentrant in, second, reentrant out", await first);
    }

    [Fact]
    public async Task Calls_OfANonReentrantGrain_DoNotMeetAcrossAwaits()
    {
        var grain = _grains.GetGrain<ITurnsGrain>("exclusive");

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => grain.CountAcrossAwaitAsync()));

        Assert.Equal(200, await grain.CountAsync());
    }

    [Fact]
    public async Task Turns_OfAReentrantGrain_NeverRunAtOnce()
    {
        var grain = _grains.GetGrain<IInterleavingTurnsGrain>("one at a time");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.CountInTurnsAsync(200)));

        Assert.Equal(10_000, await grain.CountAsync());
    }

    [Fact]
    public async Task Continuations_OfAGrain_StayOnItsScheduler() =>
        Assert.True(await _grains.GetGrain<ITurnsGrain>("stays").StaysOnSchedulerAsync());

    [Fact]
    public async Task ReentrantGrain_CallingItself_IsAnswered() =>
        Assert.Equal(1, await _grains.GetGrain<IInterleavingTurnsGrain>("self").CallSelfAsync());
}
