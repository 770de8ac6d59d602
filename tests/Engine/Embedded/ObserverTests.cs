using MatchGrid.Tests.Engine.Grains;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine;

public sealed class ObserverTests
{
    [Fact]
    public void Observer_IsCalledInOrderAndOneByOne()
    {
        var rig = new Rig();
        var observer = new Slow(rig.Clock);
        var reference = rig.Engine.CreateObjectReference<INewsObserver>(observer);
        for (var i = 1; i <= 3; i++)
            Assert.True(reference.ToldAsync(i).IsCompletedSuccessfully);

        rig.Pass(TimeSpan.FromSeconds(2));

        Assert.Equal(["in 1", "out 1", "in 2"], observer.Record);
    }

    [Fact]
    public void Observer_ThatThrows_IsLoggedAndCalledAgain()
    {
        var rig = new Rig();
        var observer = new Slow(rig.Clock);
        var reference = rig.Engine.CreateObjectReference<INewsObserver>(observer);

        reference.Told(-1);
        reference.Told(1);
        rig.Scheduler.RunUntilIdle();

        Assert.Equal(["told -1", "told 1"], observer.Record);
        Assert.Contains("Warning: One-way call failed: outside -> observer/1 MatchGrid.Tests.Engine.Grains.INewsObserver.Told not that", rig.Log.Lines);
    }

    [Fact]
    public void Observer_ThatFallsTooFarBehind_IsDroppedAndLoggedOnce()
    {
        var rig = new Rig(configure: options => options.ObserverQueueLimit = 3);
        var observer = new Slow(rig.Clock);
        var reference = rig.Engine.CreateObjectReference<INewsObserver>(observer);

        for (var i = 1; i <= 4; i++)
            reference.Told(i);

        Assert.Throws<ClientNotAvailableException>(() => reference.Told(5));
        Assert.Single(rig.Log.Lines, "Warning: observer/1 had 3 calls waiting and was dropped");
    }

    [Fact]
    public void Observer_Deleted_ThrowsAndLeavesItsGrain()
    {
        var rig = new Rig();
        var reference = rig.Engine.CreateObjectReference<INewsObserver>(new Slow(rig.Clock));
        var grain = rig.Engine.GetGrain<INewsGrain>("deleted");
        rig.Now(grain.SubscribeAsync(reference));
        Assert.Equal(1, rig.Now(grain.TellAsync(1)));

        rig.Engine.DeleteObjectReference<INewsObserver>(reference);

        Assert.Throws<ClientNotAvailableException>(() => reference.Told(1));
        Assert.Equal(0, rig.Now(grain.TellAsync(2)));
    }

    [Fact]
    public void DeleteObjectReference_OfTheObjectItself_IsRefused()
    {
        var rig = new Rig();

        Assert.Throws<ArgumentException>(() => rig.Engine.DeleteObjectReference<INewsObserver>(new Slow(rig.Clock)));
    }

    [Fact]
    public void ObserverManager_SubscriptionNotRenewed_ExpiresByTheHostsClock()
    {
        var rig = new Rig();
        var grain = rig.Engine.GetGrain<INewsGrain>("expires");
        var (renewed, forgotten) = (New(), New());
        rig.Now(grain.SubscribeAsync(renewed));
        rig.Now(grain.SubscribeAsync(forgotten));
        rig.Pass(TimeSpan.FromMinutes(4));
        rig.Now(grain.SubscribeAsync(renewed));

        Assert.Equal(2, rig.Now(grain.TellAwaitedAsync(1)));
        rig.Pass(TimeSpan.FromMinutes(2));

        Assert.Equal(1, rig.Now(grain.TellAwaitedAsync(2)));

        INewsObserver New() => rig.Engine.CreateObjectReference<INewsObserver>(new Slow(rig.Clock));
    }

    private sealed class Slow(TimeProvider clock) : INewsObserver
    {
        public List<string> Record { get; } = [];

        public void Told(int number)
        {
            Record.Add($"told {number}");
            if (number < 0)
                throw new InvalidOperationException("not that");
        }

        public async Task ToldAsync(int number)
        {
            Record.Add($"in {number}");
            await Task.Delay(TimeSpan.FromSeconds(1.5), clock);
            Record.Add($"out {number}");
        }
    }
}
