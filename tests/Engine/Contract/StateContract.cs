using MatchGrid.Tests.Engine.Grains;
using Orleans;
using Orleans.Storage;

namespace MatchGrid.Tests.Engine.Contract;

[Collection("engine")]
public sealed class StateContract(EngineFixture engine)
{
    private readonly IGrainFactory _grains = engine.Grains;

    [Fact]
    public async Task State_NeverWritten_IsNewWithoutRecord() =>
        Assert.Equal((0, false, false), await _grains.GetGrain<IStateGrain>("new").GetAsync());

    [Fact]
    public async Task State_Written_IsThereForTheNextActivation()
    {
        var grain = _grains.GetGrain<IStateGrain>("written");
        await grain.SetAsync(5);
        await grain.WriteAsync();
        await grain.DeactivateAsync();

        Assert.Equal((5, true, true), await grain.GetAsync());
    }

    [Fact]
    public async Task State_ChangedButNotWritten_IsLostByReadingAgain()
    {
        var grain = _grains.GetGrain<IStateGrain>("unwritten");
        await grain.SetAsync(5);
        await grain.WriteAsync();
        await grain.SetAsync(6);
        await grain.ReadAsync();

        Assert.Equal((5, true, true), await grain.GetAsync());
    }

    [Fact]
    public async Task State_Cleared_IsNewAgain()
    {
        var grain = _grains.GetGrain<IStateGrain>("cleared");
        await grain.SetAsync(5);
        await grain.WriteAsync();
        await grain.ClearAsync();
        await grain.DeactivateAsync();

        var (number, exists, _) = await grain.GetAsync();
        Assert.Equal((0, false), (number, exists));
    }

    [Fact]
    public async Task Write_ChangesTheEtag() =>
        Assert.True(await _grains.GetGrain<IStateGrain>("etag").EtagChangesByWriteAsync());

    [Fact]
    public async Task Write_OverAnothersWrite_IsRefusedAndLeavesTheOther()
    {
        var grain = _grains.GetGrain<IStateGrain>("stale");
        await grain.SetAsync(1);
        await grain.WriteAsync();
        await grain.WriteElsewhereAsync(2);
        await grain.SetAsync(3);

        await Assert.ThrowsAsync<InconsistentStateException>(grain.WriteAsync);

        await grain.ReadAsync();
        Assert.Equal((2, true, true), await grain.GetAsync());
    }
}
