using MatchGrid.Embedded;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Xunit.Abstractions;

namespace MatchGrid.Tests.Engine;

/// <summary>What an idle activation costs, asserted; what a call costs, printed only: it depends on the machine.</summary>
[Collection("alone")]
public sealed class FootprintTests(ITestOutputHelper output)
{
    private const int Activations = 20_000;

    [Fact]
    public async Task IdleActivation_WithItsGrain_TakesUnder300Bytes()
    {
        var engine = NewEngine();
        var keys = Enumerable.Range(0, Activations).Select(i => $"grain {i}").ToArray();
        await engine.GetGrain<IPingGrain>("warm").PingAsync(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        foreach (var key in keys)
            await engine.GetGrain<IPingGrain>(key).PingAsync(1);

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Activations;
        output.WriteLine($"{bytes} bytes per idle activation, its key apart");
        Assert.Equal(Activations + 1, engine.ActivationCount);
        Assert.InRange(bytes, 1, 300);
        GC.KeepAlive(keys);
    }

    [Fact]
    public async Task Calls_BetweenGrains_AreAllAnswered()
    {
        const int pairs = 64, calls = 2_000;
        var engine = NewEngine();
        var clock = engine.ServiceProvider.GetRequiredService<TimeProvider>();
        var callers = Enumerable.Range(0, pairs).Select(i => engine.GetGrain<IPingGrain>($"caller {i}")).ToList();
        await Task.WhenAll(callers.Select(caller => caller.PingOtherAsync(200)));

        var started = clock.GetTimestamp();
        var allocated = GC.GetTotalAllocatedBytes();
        var sums = await Task.WhenAll(callers.Select(caller => caller.PingOtherAsync(calls)));
        var seconds = clock.GetElapsedTime(started).TotalSeconds;
        allocated = GC.GetTotalAllocatedBytes() - allocated;

        Assert.All(sums, sum => Assert.Equal(calls, sum));
        output.WriteLine($"{pairs * calls / seconds:N0} calls/s between grains, {allocated / (pairs * calls)} bytes each");
    }

    private static EmbeddedEngine NewEngine()
    {
        var options = new EmbeddedOptions();
        options.GrainClasses.Add(typeof(PingGrain));
        return new(new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider(), options);
    }
}

public interface IPingGrain : IGrainWithStringKey
{
    Task<int> PingAsync(int number);

    /// <summary>Calls another grain so many times, one after the other, and returns the sum of its answers.</summary>
    Task<int> PingOtherAsync(int times);
}

public sealed class PingGrain : Grain, IPingGrain
{
    public Task<int> PingAsync(int number) => Task.FromResult(number);

    public async Task<int> PingOtherAsync(int times)
    {
        var other = GrainFactory.GetGrain<IPingGrain>(this.GetPrimaryKeyString() + "'s other");
        var sum = 0;
        for (var i = 0; i < times; i++)
            sum += await other.PingAsync(1);
        return sum;
    }
}
