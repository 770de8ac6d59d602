using MatchGrid.Tests.Engine.Grains;
using Orleans;
using Orleans.Runtime;

namespace MatchGrid.Tests.Engine;

public sealed class CollectionTests
{
    [Fact]
    public void Activation_NotUsedForItsAge_IsDeactivated()
    {
        var rig = new Rig();
        var grain = rig.Engine.GetGrain<ILifeGrain>("idle");
        rig.Now(grain.ActivationAsync());

        rig.Pass(TimeSpan.FromMinutes(14));
        Assert.Equal(1, rig.Engine.ActivationCount);
        rig.Pass(TimeSpan.FromMinutes(2));

        Assert.Equal(0, rig.Engine.ActivationCount);
        Assert.Equal(["activated 1", "deactivated 1 ActivationIdle"], LifeGrain.Records["idle"]);
    }

    [Fact]
    public void Activation_UsedMeanwhile_Stays()
    {
        var rig = new Rig();
        var grain = rig.Engine.GetGrain<ILifeGrain>("used");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(1, rig.Now(grain.ActivationAsync()));
            rig.Pass(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(1, rig.Engine.ActivationCount);
    }

    [Fact]
    public void Activation_WithARunningCall_Stays()
    {
        var rig = new Rig();
        _ = rig.Engine.GetGrain<ITurnsGrain>("running").WaitAtAsync("collection never opens");

        rig.Pass(TimeSpan.FromMinutes(40));

        Assert.Equal(1, rig.Engine.ActivationCount);
    }

    [Fact]
    public void CollectionAge_OfAClass_GoesBeforeTheGeneralOne()
    {
        var rig = new Rig(configure: options =>
        {
            options.CollectionAges[typeof(LifeGrain)] = TimeSpan.FromMinutes(2);
            options.CollectionAges[typeof(CallsGrain)] = Timeout.InfiniteTimeSpan;
        });
        rig.Now(rig.Engine.GetGrain<ILifeGrain>("short-lived").ActivationAsync());
        rig.Now(rig.Engine.GetGrain<ICallsGrain>("for ever").GetAsync());
        rig.Now(rig.Engine.GetGrain<ITurnsGrain>("as usual").CountAsync());

        rig.Pass(TimeSpan.FromMinutes(4));
        Assert.Equal(["calls", "turns"], rig.Engine.ActivationCounts.Select(pair => pair.Key));
        rig.Pass(TimeSpan.FromDays(1));

        Assert.Equal([KeyValuePair.Create("calls", 1)], rig.Engine.ActivationCounts);
        Assert.Null(rig.Clock.NextDue);
    }

    [Fact]
    public void DelayDeactivation_KeepsAnIdleActivation()
    {
        var rig = new Rig();
        rig.Now(rig.Engine.GetGrain<IKeptGrain>("kept").KeepAsync(TimeSpan.FromHours(1)));

        rig.Pass(TimeSpan.FromMinutes(59));
        Assert.Equal(1, rig.Engine.ActivationCount);
        rig.Pass(TimeSpan.FromMinutes(3));

        Assert.Equal(0, rig.Engine.ActivationCount);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void Timer_KeepsItsActivation_OnlyWhenAsked(bool keepAlive, int left)
    {
        var rig = new Rig();
        var minute = TimeSpan.FromMinutes(1);
        rig.Now(rig.Engine.GetGrain<ITimersGrain>("timer").StartAsync(minute, minute, interleave: false, keepAlive));

        rig.Pass(TimeSpan.FromMinutes(40));

        Assert.Equal(left, rig.Engine.ActivationCount);
    }

    [Fact]
    public void DeactivateAll_EndsEveryActivationInOrder()
    {
        var rig = new Rig();
        foreach (var key in (string[])["all b", "all c", "all a"])
            rig.Now(rig.Engine.GetGrain<ILifeGrain>(key).ActivationAsync());
        Assert.Equal([KeyValuePair.Create("life", 3)], rig.Engine.ActivationCounts);

        rig.Now(rig.Engine.DeactivateAllAsync());

        Assert.Equal(0, rig.Engine.ActivationCount);
        Assert.Contains("deactivated 1 RuntimeRequested", LifeGrain.Records["all a"]);
        Assert.Equal(2, rig.Now(rig.Engine.GetGrain<ILifeGrain>("all a").ActivationAsync()));
    }

    [Fact]
    public void Grain_ThatDeactivatesInEveryActivation_RefusesTheCallInTheEnd()
    {
        var rig = new Rig();

        var call = rig.Engine.GetGrain<IFleetingGrain>("fleeting").StayAsync();

        Assert.Throws<OrleansMessageRejectionException>(() => rig.Now(call));
    }
}

public interface IKeptGrain : IGrainWithStringKey
{
    Task KeepAsync(TimeSpan time);
}

public sealed class KeptGrain : Grain, IKeptGrain
{
    public Task KeepAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }
}

public interface IFleetingGrain : IGrainWithStringKey
{
    Task StayAsync();
}

/// <summary>A grain without a base class, which is never there to stay.</summary>
public sealed class FleetingGrain(IGrainContext context, TimeProvider clock) : IGrainBase, IFleetingGrain
{
    public IGrainContext GrainContext => context;

    public Task OnActivateAsync(CancellationToken token)
    {
        this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task StayAsync() => Task.Delay(TimeSpan.FromSeconds(1), clock);
}
