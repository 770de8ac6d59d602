using MatchGrid.Embedded;
using MatchGrid.Geo;
using MatchGrid.Hours;
using MatchGrid.Identifiers;
using MatchGrid.Pharmacies;
using MatchGrid.Skus;
using Xunit;

namespace MatchGrid.Tests.Grains.Skus;

public sealed class SuspensionTests : PumpedGrid, ICallTransport
{
    private static readonly Sku Recalled = new("test:1");
    private int toLose;

    private ISkuGrain Sku => Grid.Grains.GetGrain<ISkuGrain>(Recalled.Value);

    protected override ICallTransport Transport => this;

    void ICallTransport.Carry(CarriedCall carried)
    {
        if (carried is { MethodName: "SuspendAsync", IsReply: false } && carried.Source is not null && toLose-- > 0)
            return;
        carried.Deliver();
    }

    [Fact]
    public void Suspend_AnUnknownSku_IsRefused() =>
        Assert.Equal(RefusalCodes.UnknownSku, Grid.Run(() => Sku.SuspendAsync(suspended: true)).Refusal!.Code);

    [Fact]
    public void Suspend_AKnownSku_ReachesCatalogueAndPharmacies()
    {
        Stock();
        Assert.False(Line().Suspended);

        Suspend(true);
        Assert.True(Line().Suspended);
        Assert.True(InCatalogue().Suspended);
        Assert.True(Grid.Run(Sku.GetAsync)!.Suspended);

        Suspend(false);
        Assert.False(Line().Suspended);
        Assert.False(InCatalogue().Suspended);
    }

    [Fact]
    public void Suspend_WhenCallsAreLost_IsSaidAgain()
    {
        Stock();
        toLose = 6;
        Suspend(true);
        Assert.False(Line().Suspended);

        Grid.Advance(TimeSpan.FromSeconds(6));
        Assert.True(Line().Suspended);
    }

    [Fact]
    public async Task Suspend_AndACrash_IsSaidAgainAtTheNextStart()
    {
        Stock();
        toLose = int.MaxValue;
        Suspend(true);
        Grid.Advance(TimeSpan.FromSeconds(1));
        await CrashAsync();
        toLose = 0;

        Grid.Advance(TimeSpan.FromSeconds(10));
        Assert.True(Line().Suspended);
    }

    [Fact]
    public async Task Suspend_Once_IsRepeatedFiveTimesWithinTheHour()
    {
        Stock();
        Suspend(true);
        Grid.Advance(TimeSpan.FromHours(3));

        var (state, _) = await ReadAsync("sku/test:1", SkuJson.Codec);
        Assert.Equal(5, state.Repeated);
        Assert.Null(state.Deadline);
    }

    [Fact]
    public void Publish_WhileSuspended_StaysSuspended()
    {
        Stock();
        Suspend(true);
        Grid.Run(() => Sku.PublishAsync(new(Recalled, "renamed")));
        Grid.Run(() => Grid.Grains.GetGrain<ICatalogueGrain>("all").PublishManyAsync([new(Recalled, "imported")]));

        Assert.Equal(new SkuFacts(Recalled, "imported", Suspended: true), Grid.Run(Sku.GetAsync));
        Assert.Equal(new SkuFacts(Recalled, "imported", Suspended: true), InCatalogue());
    }

    private void Stock()
    {
        Assert.True(Grid.Run(() => Sku.PublishAsync(new(Recalled, "name"))).IsDone);
        var pharmacy = Grid.Grains.GetGrain<IPharmacyGrain>("A");
        var profile = new PharmacyProfile(new("A"), "A", PharmacyKind.Retail, new GeoPoint(48.85, 2.35), OpeningHours.AlwaysOpen);
        Assert.True(Grid.Run(() => pharmacy.RegisterAsync(profile)).IsDone);
        Assert.Equal(1, Grid.Run(() => pharmacy.ReportStockAsync(new(new("till"), 1, [new(Recalled, 5, null, Now)]))).Applied);
    }

    private void Suspend(bool suspended) => Assert.True(Grid.Run(() => Sku.SuspendAsync(suspended)).IsDone);

    private StockLineView Line() => Grid.Run(() => Grid.Grains.GetGrain<IPharmacyGrain>("A").GetLinesAsync([Recalled])).Single();

    private SkuFacts InCatalogue() => Grid.Run(() => Grid.Grains.GetGrain<ICatalogueGrain>("all").GetChangesAsync(0)).Changed.Single();
}
