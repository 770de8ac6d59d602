using Orleans;

namespace MatchGrid.Tests.Engine.Grains;

public sealed class CallsGrain : Grain, ICallsGrain
{
    private int _value;

    public Task PutAsync(int value)
    {
        _value = value;
        return Task.CompletedTask;
    }

    public async ValueTask PutCheaplyAsync(int value)
    {
        await Task.Yield();
        _value = value;
    }

    public Task<int> GetAsync() => Task.FromResult(_value);

    public ValueTask<int> GetCheaplyAsync() => new(_value);

    public Task<int> SumAsync(int a, long b, decimal c) => Task.FromResult((int)(a + b + c));

    public Task<string?> EchoAsync(string? text) => Task.FromResult(text);

    public Task<int> DefaultsAsync(int value = 7) => Task.FromResult(value);

    public Task ThrowAsync(string message) => throw new InvalidOperationException(message);

    public async Task<int> ThrowLaterAsync(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<string> KeyOfAsync(ICallsGrain other) => other.KeyAsync();

    public async Task<int> GetOfAsync(string otherKey) => await GrainFactory.GetGrain<ICallsGrain>(otherKey).GetAsync() + _value;

    public async Task<string> TypeCaughtFromAsync(string otherKey)
    {
        try
        {
            await GrainFactory.GetGrain<ICallsGrain>(otherKey).ThrowLaterAsync("caught by a grain");
            return "nothing";
        }
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
    }

    public Task<ICallsGrain> SelfAsync() => Task.FromResult(this.AsReference<ICallsGrain>());

    public async Task PutOneWayAsync(int value, string gate)
    {
        await Gates.Opened(gate);
        _value = value;
    }

    public Task ThrowOneWayAsync() => throw new InvalidOperationException("nobody hears");
}
