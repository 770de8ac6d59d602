using Orleans;
using Orleans.Concurrency;

namespace MatchGrid.Tests.Engine;

/// <summary>Calls others, and writes down when: the order in which a whole grid ran.</summary>
public interface IRelayGrain : IGrainWithStringKey
{
    /// <summary>Waits, asks the other for its key and returns it.</summary>
    Task<string> CallAfterAsync(TimeSpan time, string other);

    /// <summary>Passes on, one-way, as often as told, to grains named by the count.</summary>
    [OneWay]
    Task SpreadAsync(int times);

    [AlwaysInterleave]
    Task<string> NameAsync();
}

/// <summary>Where relays write down what they do.</summary>
public sealed class Trace
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>The threads that wrote.</summary>
    public HashSet<int> Threads { get; } = [];

    public void Add(string line)
    {
        _lines.Add(line);
        Threads.Add(Environment.CurrentManagedThreadId);
    }
}

public sealed class RelayGrain(TimeProvider clock, IServiceProvider services) : Grain, IRelayGrain
{
    public async Task<string> CallAfterAsync(TimeSpan time, string other)
    {
        await Task.Delay(time, clock);
        return await GrainFactory.GetGrain<IRelayGrain>(other).NameAsync();
    }

    public async Task SpreadAsync(int times)
    {
        var trace = services.GetService(typeof(Trace)) as Trace;
        trace?.Add($"{clock.GetUtcNow():mm:ss.fff} {this.GetPrimaryKeyString()} {times}");
        if (times == 0)
            return;
        var names = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => GrainFactory.GetGrain<IRelayGrain>($"{(times + i) % 5}").NameAsync()));
        await Task.Delay(TimeSpan.FromMilliseconds(times % 3), clock);
        foreach (var name in names.Take(1 + (times % 2)))
            await GrainFactory.GetGrain<IRelayGrain>(name).SpreadAsync(times - 1);
    }

    public Task<string> NameAsync() => Task.FromResult(this.GetPrimaryKeyString());
}
