using System.Text.Json;
using MatchGrid.Journals;
using Xunit;

namespace MatchGrid.Tests.Grains.Journals;

public sealed class InboundTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Forget_ClosedBefore_KeepsTheOpenAndTheYoung()
    {
        var inbound = new Inbound();
        inbound.Set("old", 3, Noon);
        inbound.Set("open", 4, null);
        inbound.Set("young", 5, Noon.AddMinutes(2));
        Assert.Equal(Noon, inbound.FirstClosedAt());

        inbound.ForgetClosedBefore(Noon.AddMinutes(1));

        Assert.Equal((0, 4, 5), (inbound.LastFrom("old"), inbound.LastFrom("open"), inbound.LastFrom("young")));
        Assert.Equal(Noon.AddMinutes(2), inbound.FirstClosedAt());
        inbound.ForgetClosedBefore(Noon.AddMinutes(3));
        Assert.Equal(1, inbound.Count);
        Assert.Null(inbound.FirstClosedAt());
    }

    [Fact]
    public void Forget_SenderThatSaidMoreSince_KeepsIt()
    {
        var inbound = new Inbound();
        inbound.Set("again", 1, Noon);
        inbound.Set("opened", 1, Noon);
        inbound.Set("again", 2, Noon.AddMinutes(5));
        inbound.Set("opened", 2, null);

        inbound.ForgetClosedBefore(Noon.AddMinutes(5));

        Assert.Equal((2, 2), (inbound.LastFrom("again"), inbound.LastFrom("opened")));
        Assert.Equal(Noon.AddMinutes(5), inbound.FirstClosedAt());
    }

    [Fact]
    public void Forget_AfterAReload_ForgetsTheSame()
    {
        var inbound = new Inbound();
        for (var i = 0; i < 100; i++)
            inbound.Set($"sender{i * 37 % 50}", i, i % 7 == 0 ? null : Noon.AddSeconds(i));
        var reloaded = JsonSerializer.Deserialize<Inbound>(JsonSerializer.Serialize(inbound))!;
        Assert.Equal(inbound.FirstClosedAt(), reloaded.FirstClosedAt());

        foreach (var marks in new[] { inbound, reloaded })
            marks.ForgetClosedBefore(Noon.AddSeconds(80));

        Assert.Equal(inbound.Marks!.OrderBy(pair => pair.Key), reloaded.Marks!.OrderBy(pair => pair.Key));
        Assert.InRange(inbound.Count, 20, 30);
    }
}
