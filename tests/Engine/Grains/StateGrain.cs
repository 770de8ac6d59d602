using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine.Grains;

public sealed class StateGrain(
    [PersistentState("numbers", "Test")] IPersistentState<NumberState> numbers,
    [PersistentState("numbers", "Test")] IPersistentState<NumberState> elsewhere) : Grain, IStateGrain
{
    private (int Number, bool Exists, bool HasEtag) Current => (numbers.State.Number, numbers.RecordExists, numbers.Etag is not null);

    public Task<(int Number, bool Exists, bool HasEtag)> GetAsync() => Task.FromResult(Current);

    public Task SetAsync(int number)
    {
        numbers.State.Number = number;
        return Task.CompletedTask;
    }

    public Task WriteAsync() => numbers.WriteStateAsync();

    public Task ReadAsync() => numbers.ReadStateAsync();

    public Task ClearAsync() => numbers.ClearStateAsync();

    public async Task<bool> EtagChangesByWriteAsync()
    {
        var before = numbers.Etag;
        await numbers.WriteStateAsync();
        return numbers.Etag is not null && numbers.Etag != before;
    }

    public async Task WriteElsewhereAsync(int number)
    {
        await elsewhere.ReadStateAsync();
        elsewhere.State.Number = number;
        await elsewhere.WriteStateAsync();
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[GenerateSerializer]
public sealed class NumberState
{
    [Id(0)]
    public int Number { get; set; }
}
