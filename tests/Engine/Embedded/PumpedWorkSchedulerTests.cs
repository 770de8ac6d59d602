using MatchGrid.Embedded;

namespace MatchGrid.Tests.Engine;

public sealed class PumpedWorkSchedulerTests
{
    [Fact]
    public void Pump_WithoutSeed_RunsFirstInFirstOut()
    {
        var scheduler = new PumpedWorkScheduler();

        Assert.Equal(Enumerable.Range(0, 20), Order(scheduler));
        Assert.False(scheduler.RunOne());
    }

    [Fact]
    public void Pump_WithSeed_DrawsTheSameOrderEveryTime()
    {
        var order = Order(new(5));

        Assert.Equal(order, Order(new(5)));
        Assert.NotEqual(order, Order(new(6)));
        Assert.NotEqual(Enumerable.Range(0, 20), order);
        Assert.Equal(Enumerable.Range(0, 20), order.Order());
    }

    [Fact]
    public void Pump_RunsWorkScheduledByWork()
    {
        var scheduler = new PumpedWorkScheduler();
        var ran = new List<int>();
        scheduler.Schedule(new Item(() =>
        {
            ran.Add(1);
            scheduler.Schedule(new Item(() => ran.Add(2)));
        }));

        Assert.Equal(2, scheduler.RunUntilIdle());
        Assert.Equal([1, 2], ran);
    }

    private static List<int> Order(PumpedWorkScheduler scheduler)
    {
        var ran = new List<int>();
        for (var i = 0; i < 20; i++)
        {
            var number = i;
            scheduler.Schedule(new Item(() => ran.Add(number)));
        }
        Assert.Equal(20, scheduler.RunUntilIdle());
        return ran;
    }

    private sealed class Item(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
