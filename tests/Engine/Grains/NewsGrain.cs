using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Utilities;

namespace MatchGrid.Tests.Engine.Grains;

public sealed class NewsGrain : Grain, INewsGrain
{
    private readonly ObserverManager<INewsObserver> _observers = new(TimeSpan.FromMinutes(5), NullLogger.Instance);

    public Task SubscribeAsync(INewsObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(INewsObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    public Task<int> TellAsync(int number)
    {
        _observers.Notify(observer => observer.Told(number));
        return Task.FromResult(_observers.Count);
    }

    public async Task<int> TellAwaitedAsync(int number)
    {
        await _observers.Notify(observer => observer.ToldAsync(number));
        return _observers.Count;
    }
}
