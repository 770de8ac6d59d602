using MatchGrid.Replay.Data;
using Xunit;

namespace MatchGrid.Tests.Replay;

public sealed class DatasetTests
{
    [Fact]
    public void Sample_Read_HasFourMedicinesAndSevenStates()
    {
        var dataset = DatasetReader.Read(ShippedSamples.Therapeutics);

        Assert.Equal(1891, dataset.Places.Count);
        Assert.Equal(22060, dataset.Events);
        Assert.Equal(7604 + 1317, dataset.Sightings.Count);
        Assert.Equal(["ndc:00069-1085-30", "ndc:00310-7442-02", "ndc:00173-0901-86", "ndc:00002-7589-01"], dataset.Products.Select(product => product.Sku.Value));
        Assert.Equal(4, dataset.Sightings.Select(sighting => sighting.Product).Distinct().Count());
        Assert.Equal(["DC", "DE", "MD", "NC", "PA", "VA", "WV"], dataset.Places.Select(place => place.State).Distinct().Order());
        Assert.Equal(["DC", "DE", "MD", "NC", "PA", "VA", "WV"], dataset.Areas.Select(area => area.State).Distinct().Order());
        Assert.All(dataset.Places, place => Assert.True(place.Place.IsValid));
    }

    [Fact]
    public void SampleCatalogue_Read_GroupsTabletsOfOneStrength()
    {
        var facts = CatalogueReader.Read(ShippedSamples.Catalogue);

        Assert.Equal(352, facts.Count);
        Assert.Equal(facts.Count, facts.Select(fact => fact.Sku).Distinct().Count());
        Assert.All(facts, fact => Assert.True(MatchGrid.Catalogue.SkuSyntax.TryNormalise(fact.Sku.Value, out var canonical, out _) && canonical == fact.Sku.Value));
        Assert.Contains(facts.Where(fact => fact.Group is not null).GroupBy(fact => fact.Group), group => group.Count() > 1);
        Assert.All(facts.Where(fact => fact.Form == "Injection"), fact => Assert.Null(fact.Group));
    }

    [Fact]
    public void Folder_WithQuotedFieldsAndOtherStates_IsReadAsMeant()
    {
        using var folder = new TemporaryFolder();

        var dataset = SmallSeries.Read(folder.Path);

        Assert.Equal("Main Street, Pharmacy", dataset.Places[0].Name);
        Assert.Equal("1 Main St, Dover, DE 19901", dataset.Places[0].Address);
        Assert.Equal(["19901", "19904"], dataset.Areas.Select(area => area.Zip));
        Assert.Equal(6, dataset.Events);
        Assert.Equal([10, 4, 3, 9, 0], dataset.Sightings.Select(sighting => sighting.Count));
    }

    [Theory]
    [InlineData("2022-01-01T10:00:00,,P9,00069-1085-30,stock,1", "line 2: provider_id")]
    [InlineData("2022-01-01T10:00:00,,P1,00000-0000-00,stock,1", "line 2: product_ndc")]
    [InlineData("2022-01-01T10:00:00,,P1,00069-1085-30,stock,many", "line 2: quantity")]
    [InlineData("2022-01-01T10:00:00,,P1,00069-1085-30,stock,-1", "line 2: quantity")]
    [InlineData("yesterday,,P1,00069-1085-30,stock,1", "line 2: observed_at")]
    [InlineData("2022-01-01T10:00:00,,P1,00069-1085-30,order,1", "has no stock events")]
    public void Events_ThatMakeNoSense_AreRefusedWithTheirLine(string line, string expected)
    {
        using var folder = new TemporaryFolder();
        SmallSeries.Write(folder.Path, line + "\n");

        var refused = Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Path));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithoutEvents_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        SmallSeries.Write(folder.Path);
        File.Delete(folder.Of("events.csv"));

        var refused = Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Path));

        Assert.Contains("no events file", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GzipFile_CutShort_IsRefused()
    {
        using var folder = new TemporaryFolder();
        SmallSeries.Write(folder.Path);
        File.Delete(folder.Of("providers.csv"));
        var whole = File.ReadAllBytes(Path.Combine(ShippedSamples.Therapeutics, "providers.csv.gz"));
        File.WriteAllBytes(folder.Of("providers.csv.gz"), whole[..(whole.Length / 2)]);

        Assert.Throws<DatasetException>(() => DatasetReader.Read(folder.Path));
    }
}
