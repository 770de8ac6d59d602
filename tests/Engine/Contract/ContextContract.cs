using MatchGrid.Tests.Engine.Grains;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine.Contract;

[Collection("engine")]
public sealed class ContextContract(EngineFixture engine)
{
    private readonly IGrainFactory _grains = engine.Grains;

    [Fact]
    public async Task RequestContext_SetOutside_ReachesTheGrainAndTheGrainsItCalls()
    {
        var grain = _grains.GetGrain<IFilteredGrain>("context");
        RequestContext.Set("trace", "abc");

        Assert.Equal("abc", await grain.ContextAsync("trace"));
        Assert.Equal("abc", await grain.ContextOfOtherAsync("context other", "trace"));
        Assert.True(RequestContext.Remove("trace"));
        Assert.False(RequestContext.Remove("trace"));
        Assert.Null(await grain.ContextAsync("trace"));
    }

    [Fact]
    public async Task RequestContext_SetInAGrain_DoesNotComeBack()
    {
        var grain = _grains.GetGrain<IFilteredGrain>("context back");

        Assert.Equal("here", await grain.SetContextHereAndThereAsync("context back other", "place"));
        Assert.Null(RequestContext.Get("place"));
        Assert.Null(await grain.ContextAsync("place"));
    }

    [Fact]
    public async Task RequestContext_SetByOneCall_IsNotSeenByTheNext()
    {
        var grain = _grains.GetGrain<IFilteredGrain>("context next");

        await grain.SetContextAsync("left", "behind");

        Assert.Null(await grain.ContextAsync("left"));
    }

    [Fact]
    public async Task Filters_OfACallFromOutside_ChangeArgumentsAndResult() =>
        Assert.Equal("hello out in (own) from outside to said", await _grains.GetGrain<IFilteredGrain>("said").SayAsync("hello"));

    [Fact]
    public async Task Filters_OfACallFromAGrain_SeeItsSource() =>
        Assert.Equal(
            "hello out in (own) from speaker to said",
            await _grains.GetGrain<IFilteredGrain>("speaker").SayThroughAsync("said", "hello"));

    [Fact]
    public async Task IncomingFilter_ThatCatches_MendsTheCall() =>
        Assert.StartsWith("mended", await _grains.GetGrain<IFilteredGrain>("mended").SayAsync("bad"), StringComparison.Ordinal);
}
