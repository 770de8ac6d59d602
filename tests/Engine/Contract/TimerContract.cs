using MatchGrid.Tests.Engine.Grains;
using Orleans;

namespace MatchGrid.Tests.Engine.Contract;

[Collection("engine")]
public sealed class TimerContract(EngineFixture engine)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(5);
    private readonly IGrainFactory _grains = engine.Grains;

    [Fact]
    public async Task Timer_WithPeriod_TicksOnTheActivation()
    {
        var grain = _grains.GetGrain<ITimersGrain>("ticks");

        await grain.StartAsync(Short, Short, interleave: false, keepAlive: false);
        await grain.NextTickAsync();
        await grain.NextTickAsync();
        await grain.DisposeAsync();

        Assert.True((await grain.TicksAsync()).OnScheduler);
    }

    [Fact]
    public async Task Timer_NotInterleaving_WaitsForTheRunningCall()
    {
        var grain = _grains.GetGrain<ITimersGrain>("waits");
        await grain.StartAsync(Short, Short, interleave: false, keepAlive: false);
        var call = grain.TicksWhileAtAsync("timer waits");
        await Gates.Opened("timer waits-in");

        var tick = grain.NextTickAsync();
        Assert.False(tick.IsCompleted);
        Gates.Open("timer waits");

        Assert.Equal(0, await call);
        await tick;
    }

    [Fact]
    public async Task Timer_Interleaving_TicksWhileACallAwaits()
    {
        var grain = _grains.GetGrain<ITimersGrain>("interleaves");
        await grain.StartAsync(Short, Short, interleave: true, keepAlive: false);
        var call = grain.TicksWhileAtAsync("timer interleaves");
        await Gates.Opened("timer interleaves-in");

        await grain.NextTickAsync();
        Gates.Open("timer interleaves");

        Assert.NotEqual(0, await call);
    }

    [Fact]
    public async Task Timer_WhoseTickThrows_TicksAgain()
    {
        var grain = _grains.GetGrain<ITimersGrain>("throws");
        await grain.FailTicksAsync();

        await grain.StartAsync(Short, Short, interleave: false, keepAlive: false);

        await grain.NextTickAsync();
        await grain.NextTickAsync();
    }
}
