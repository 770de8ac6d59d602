using Orleans;

namespace MatchGrid.Tests.Engine.Grains;

public interface INewsObserver : IGrainObserver
{
    void Told(int number);

    Task ToldAsync(int number);
}

public interface INewsGrain : IGrainWithStringKey
{
    Task SubscribeAsync(INewsObserver observer);

    Task UnsubscribeAsync(INewsObserver observer);

    /// <summary>Tells all, and returns how many are left.</summary>
    Task<int> TellAsync(int number);

    Task<int> TellAwaitedAsync(int number);
}
