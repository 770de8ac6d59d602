using MatchGrid.Tests.Engine.Grains;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine.Contract;

[Collection("engine")]
public sealed class LifeContract(EngineFixture engine)
{
    private readonly IGrainFactory _grains = engine.Grains;

    [Fact]
    public async Task FirstCalls_AtOnce_ShareOneActivation()
    {
        var grain = _grains.GetGrain<ILifeGrain>("first calls");

        var activations = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.ActivationAsync()));

        Assert.All(activations, activation => Assert.Equal(1, activation));
        Assert.Equal(["activated 1"], LifeGrain.Records["first calls"]);
    }

    [Fact]
    public async Task DeactivateOnIdle_ThenACall_ActivatesAnew()
    {
        var grain = _grains.GetGrain<ILifeGrain>("again");

        Assert.Equal(1, await grain.DeactivateAsync());
        Assert.Equal(2, await grain.ActivationAsync());

        Assert.Equal(["activated 1", "deactivated 1 ApplicationRequested", "activated 2"], LifeGrain.Records["again"]);
    }

    [Fact]
    public async Task Calls_DuringDeactivation_GoToTheNextActivation()
    {
        var grain = _grains.GetGrain<ILifeGrain>("forwarded");
        await grain.DeactivateThroughAsync("forwarded");
        await Gates.Opened("forwarded-in");

        var calls = Enumerable.Range(0, 5).Select(_ => grain.ActivationAsync()).ToList();
        Gates.Open("forwarded");

        Assert.All(await Task.WhenAll(calls), activation => Assert.Equal(2, activation));
    }

    [Fact]
    public async Task Calls_AmidDeactivations_AreAllAnsweredByOneActivationAtATime()
    {
        var grain = _grains.GetGrain<ILifeGrain>("amid");

        var seen = await Task.WhenAll(Enumerable.Range(0, 20).Select(async caller =>
        {
            var last = 0;
            for (var i = 0; i < 100; i++)
            {
                var activation = await AnsweredAsync(() => (caller + i) % 5 == 0 ? grain.DeactivateAsync() : grain.ActivationAsync());
                Assert.True(activation >= last, "An older activation answered after a newer one.");
                last = activation;
            }
            return last;
        }));

        var record = LifeGrain.Records["amid"].ToList();
        Assert.True(seen.Max() > 1);
        Assert.All(
            record.Chunk(2).Where(pair => pair.Length == 2),
            pair => Assert.Equal((pair[0].Split(' ')[1], "deactivated"), (pair[1].Split(' ')[1], pair[1].Split(' ')[0])));
    }

    [Fact]
    public async Task OnActivate_ThatThrows_FailsTheWaitingCallsAndIsTriedAgain()
    {
        var grain = _grains.GetGrain<ILifeGrain>("fails-once");

        var failure = await Assert.ThrowsAsync<InvalidDataException>(grain.ActivationAsync);

        Assert.Equal("not this time", failure.Message);
        Assert.Equal(2, await grain.ActivationAsync());
    }

    [Fact]
    public async Task OnDeactivate_ThatThrows_LeavesTheGrainUsable()
    {
        var grain = _grains.GetGrain<ILifeGrain>("fails-at-end");

        await grain.DeactivateAsync();

        Assert.Equal(2, await grain.ActivationAsync());
    }

    // A call that met one deactivation after the other may be rejected: callers expect that, and call again.
    private static async Task<int> AnsweredAsync(Func<Task<int>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (OrleansMessageRejectionException)
            {
                await Task.Yield();
            }
        }
    }
}
