using System.Threading.Channels;
using MatchGrid.Tests.Engine.Grains;
using Orleans;

namespace MatchGrid.Tests.Engine.Contract;

[Collection("engine")]
public sealed class ObserverContract(EngineFixture engine)
{
    private readonly IGrainFactory _grains = engine.Grains;

    [Fact]
    public async Task Observers_Notified_AreCalledOnce()
    {
        var grain = _grains.GetGrain<INewsGrain>("news");
        var (first, second) = (new Reader(), new Reader());
        await grain.SubscribeAsync(_grains.CreateObjectReference<INewsObserver>(first));
        await grain.SubscribeAsync(_grains.CreateObjectReference<INewsObserver>(second));

        Assert.Equal(2, await grain.TellAsync(1));
        Assert.Equal(2, await grain.TellAwaitedAsync(2));

        Assert.Equal((1, 2), (await first.NextAsync(), await first.NextAsync()));
        Assert.Equal((1, 2), (await second.NextAsync(), await second.NextAsync()));
    }

    [Fact]
    public async Task Observer_SubscribedTwice_IsCalledOnce()
    {
        var grain = _grains.GetGrain<INewsGrain>("twice");
        var reader = new Reader();
        var reference = _grains.CreateObjectReference<INewsObserver>(reader);
        await grain.SubscribeAsync(reference);
        await grain.SubscribeAsync(reference);

        Assert.Equal(1, await grain.TellAsync(1));
    }

    [Fact]
    public async Task Observer_Unsubscribed_IsNotCalled()
    {
        var grain = _grains.GetGrain<INewsGrain>("unsubscribed");
        var reader = new Reader();
        var reference = _grains.CreateObjectReference<INewsObserver>(reader);
        await grain.SubscribeAsync(reference);
        await grain.UnsubscribeAsync(reference);

        Assert.Equal(0, await grain.TellAsync(1));
    }

    private sealed class Reader : INewsObserver
    {
        private readonly Channel<int> _told = Channel.CreateUnbounded<int>();

        public void Told(int number) => _told.Writer.TryWrite(number);

        public async Task ToldAsync(int number) => await _told.Writer.WriteAsync(number);

        public async Task<int> NextAsync()
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            return await _told.Reader.ReadAsync(patience.Token);
        }
    }
}
