using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Tests.Engine.Grains;

/// <summary>Methods of every form.</summary>
public interface ICallsGrain : IGrainWithStringKey
{
    Task PutAsync(int value);

    ValueTask PutCheaplyAsync(int value);

    Task<int> GetAsync();

    ValueTask<int> GetCheaplyAsync();

    Task<int> SumAsync(int a, long b, decimal c);

    Task<string?> EchoAsync(string? text);

    Task<int> DefaultsAsync(int value = 7);

    Task ThrowAsync(string message);

    Task<int> ThrowLaterAsync(string message);

    Task<string> KeyAsync();

    Task<string> KeyOfAsync(ICallsGrain other);

    Task<int> GetOfAsync(string otherKey);

    Task<string> TypeCaughtFromAsync(string otherKey);

    Task<ICallsGrain> SelfAsync();

    [OneWay]
    Task PutOneWayAsync(int value, string gate);

    [OneWay]
    Task ThrowOneWayAsync();
}
