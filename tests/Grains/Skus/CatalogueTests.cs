using System.Collections.Immutable;
using MatchGrid.Identifiers;
using MatchGrid.Silo.Skus;
using MatchGrid.Skus;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MatchGrid.Tests.Grains.Skus;

public sealed class CatalogueTests : PumpedGrid
{
    private ICatalogueGrain Catalogue => Grid.Grains.GetGrain<ICatalogueGrain>("all");

    private LocalCatalogue Local => Grid.Services.GetRequiredService<LocalCatalogue>();

    [Fact]
    public void Publish_ASku_GivesItANewVersionEachTime()
    {
        Publish(Facts(1));
        Publish(Facts(2));
        Assert.Equal([Facts(1), Facts(2)], Changes(0));
        var version = Page(0).Version;

        Publish(Facts(1, "renamed"));
        Publish(Facts(1, "renamed"));

        Assert.Equal([Facts(1, "renamed")], Changes(version));
        Assert.Equal([Facts(2), Facts(1, "renamed")], Changes(0));
        Assert.Equal(version + 1, Page(0).Version);
    }

    [Fact]
    public async Task Import_ManySkus_IsPagedAndReachesEverySku()
    {
        for (var batch = 0; batch < 3; batch++)
            Assert.True(Import([.. Enumerable.Range(batch * 800, 800).Select(i => Facts(i))]).IsDone);

        var (after, read) = (0L, new List<SkuFacts>());
        CataloguePage page;
        do
        {
            page = Page(after);
            Assert.InRange(page.Changed.Length, 1, 1000);
            (after, _) = (page.Version, 0);
            read.AddRange(page.Changed);
        }
        while (page.More);
        Assert.Equal(Enumerable.Range(0, 2400).Select(i => Facts(i)), read);

        Assert.Equal(Facts(1234), Get(1234));
        Assert.All(await Task.WhenAll(read.Select(facts => Grid.Journal.ReadAsync($"sku/{facts.Sku}").AsTask())), history => Assert.Equal(1, history.Version));
        Assert.True((await ReadAsync("catalogue/all", SkuJson.CatalogueCodec)).Rows < 10);
    }

    [Fact]
    public void Import_AgainUnchanged_ChangesNothing()
    {
        Import([Facts(1), Facts(2)]);
        var version = Page(0).Version;
        Import([Facts(1), Facts(2)]);

        Assert.Equal(version, Page(0).Version);
    }

    [Fact]
    public void Import_WithOneWrongSku_IsRefusedAsAWhole()
    {
        var refused = Import([Facts(1), Facts(2) with { PriceMinor = -1 }]).Refusal!;

        Assert.Equal((RefusalCodes.InvalidField, "priceMinor"), (refused.Code, refused.Field));
        Assert.StartsWith("test:2:", refused.Message);
        Assert.Empty(Changes(0));
        Assert.Equal(RefusalCodes.BatchTooLarge, Import([.. Enumerable.Range(0, 1001).Select(i => Facts(i))]).Refusal!.Code);
    }

    [Fact]
    public void ImportAndPublish_AtTheSameTime_EndWithTheOwnersWord()
    {
        Publish(Facts(1));
        var import = Catalogue.PublishManyAsync([Facts(1, "imported")]);
        var publish = Grid.Grains.GetGrain<ISkuGrain>("test:1").PublishAsync(Facts(1, "published"));
        Grid.RunUntilIdle();

        Assert.True(import.Result.IsDone && publish.Result.IsDone);
        Assert.Equal([Get(1)!], Changes(0));
    }

    [Fact]
    public async Task Restart_OfTheGrid_KeepsVersions()
    {
        Import([.. Enumerable.Range(0, 50).Select(i => Facts(i))]);
        for (var i = 0; i < 150; i++)
            Publish(Facts(i % 40, $"name {i}"));
        var before = Page(0);

        await RestartAsync();
        Assert.Equal((before.Version, before.More), (Page(0).Version, Page(0).More));
        Assert.Equal(before.Changed.ToArray(), Page(0).Changed.ToArray());
        Publish(Facts(1, "after"));
        Assert.Equal([Facts(1, "after")], Changes(before.Version));
    }

    [Fact]
    public void Local_AfterARefresh_FindsAndSearches()
    {
        Import([Facts(1, "Clobazam 10 mg") with { Group = "clobazam" }, Facts(2, "Frisium") with { Group = "clobazam" }, Facts(3, "Insulin")]);
        Assert.Null(Local.Find(new("test:1")));
        Grid.Run(() => Local.RefreshAsync());

        Assert.Equal(3, Local.Count);
        Assert.Equal("Frisium", Local.Find(new("test:2"))!.Name);
        Assert.Equal(["test:1", "test:2"], Local.GroupMembers("clobazam").Select(facts => facts.Sku.Value));
        Assert.Equal(["test:3"], Local.GroupMembers("test:3").Select(facts => facts.Sku.Value));
        Assert.Empty(Local.GroupMembers("none"));
        Assert.Equal(["test:3"], Local.Search("INSUL", 5).Select(facts => facts.Sku.Value));

        Publish(Facts(3, "Lispro"));
        Grid.Run(() => Local.RefreshAsync());
        Assert.Empty(Local.Search("insulin", 5));
        Assert.Equal(["test:3"], Local.Search("lispro", 5).Select(facts => facts.Sku.Value));
    }

    [Theory]
    [InlineData("sku", "gtin:1", "name", null, null)]
    [InlineData("sku", "TEST:1", "name", null, null)]
    [InlineData("name", "test:1", " ", null, null)]
    [InlineData("currency", "test:1", "name", 100, null)]
    [InlineData("currency", "test:1", "name", 100, "eur")]
    public void Publish_FactsOutOfOrder_NamesTheField(string field, string sku, string name, int? priceMinor, string? currency)
    {
        var facts = new SkuFacts(new(sku), name, PriceMinor: priceMinor, Currency: currency);

        Assert.Equal(field, Grid.Run(() => Grid.Grains.GetGrain<ISkuGrain>(sku).PublishAsync(facts)).Refusal!.Field);
        Assert.Equal(field, Import([facts]).Refusal!.Field);
    }

    [Fact]
    public void Publish_FactsOfAnotherSku_IsRefused() =>
        Assert.Equal(RefusalCodes.InvalidSku, Grid.Run(() => Grid.Grains.GetGrain<ISkuGrain>("test:2").PublishAsync(Facts(1))).Refusal!.Code);

    private static SkuFacts Facts(int number, string name = "name") => new(new($"test:{number}"), name);

    private void Publish(SkuFacts facts) =>
        Assert.True(Grid.Run(() => Grid.Grains.GetGrain<ISkuGrain>(facts.Sku.Value).PublishAsync(facts)).IsDone);

    private Outcome Import(ImmutableArray<SkuFacts> facts) => Grid.Run(() => Catalogue.PublishManyAsync(facts));

    private SkuFacts? Get(int number) => Grid.Run(Grid.Grains.GetGrain<ISkuGrain>($"test:{number}").GetAsync);

    private CataloguePage Page(long after) => Grid.Run(() => Catalogue.GetChangesAsync(after));

    private IEnumerable<SkuFacts> Changes(long after) => Page(after).Changed;
}
