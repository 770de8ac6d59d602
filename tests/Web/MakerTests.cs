using MatchGrid.Tests.Web.Support;

namespace MatchGrid.Tests.Web;

/// <summary>A maker sees what is missing and says what will come; an administrator makes a key and ends it.</summary>
public sealed class MakerTests(Stage stage) : IClassFixture<Stage>
{
    [BrowserFact]
    public async Task Maker_SeesUnmetDemand_AnnouncesSupply_AndTakesItBack()
    {
        await using var window = await stage.OpenAsync("", new(1280, 900));
        var page = window.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "I make or trade medicines" }).ClickAsync();
        await Expect(window.Heading("What is missing where")).ToBeVisibleAsync();
        await window.LiveAsync();
        await Expect(page.GetByText("No medicine is sought by 20 packs or more.")).ToBeVisibleAsync();

        var region = await stage.ShortageAsync("Shortin 10 mg", "Reykjavik flood");
        var row = page.Locator(".unmet li").Filter(new() { HasText = "Shortin 10 mg" });
        await Expect(row).ToContainTextAsync("Reykjavik flood");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(window.Heading("Announce packs to come")).ToBeFocusedAsync();
        await page.GetByLabel("Packs", new() { Exact = true }).FillAsync("5000");
        await page.GetByLabel("Your name for it").FillAsync("batch-7");
        await window.Button("Announce").ClickAsync();
        await Expect(page.GetByText("Announced. Those who wait can see it.")).ToBeVisibleAsync();

        await using var wall = await stage.OpenAsync("", new(1280, 900));
        await wall.EnterAsCoordinatorAsync();
        await wall.Page.GotoAsync($"/app/coordinator/region/{region}");
        await Expect(wall.Page.Locator(".forecast")).ToContainTextAsync("5,000 packs");

        await window.Button("Take back Shortin 10 mg, batch-7").ClickAsync();
        await Expect(page.GetByText("Nothing yet on this device.")).ToBeVisibleAsync();
        Assert.Empty(window.Errors.Concat(wall.Errors));
    }

    [BrowserFact]
    public async Task Administrator_MakesAKey_GrantsSignals_AndEndsTheKey()
    {
        await using var window = await stage.OpenAsync("", new(1280, 900));
        var page = window.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "I run the grid" }).ClickAsync();
        await Expect(page.GetByText("Ready.", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByText("A partner or maker").ClickAsync();
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync("acme");
        await window.Button("Show").ClickAsync();
        await page.GetByLabel("Signals of unmet demand").ClickAsync();
        await Expect(page.GetByLabel("Signals of unmet demand")).ToBeCheckedAsync();
        await page.GetByText("New key").ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("warehouse");
        await page.GetByLabel("the feed").CheckAsync();
        await window.Button("Make the key").ClickAsync();
        await Expect(page.Locator(".secret")).ToContainTextAsync("mgk_");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "warehouse" });
        await Expect(row).ToContainTextAsync("never");
        Assert.True((await stage.SendAsync(HttpMethod.Get, "/v1/partners/acme/grants", "admin:a"))!["signals"]!.GetValue<bool>());

        await window.Button("End: warehouse").ClickAsync();
        await page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "End" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);
        Assert.Empty(window.Errors);
    }

    [BrowserFact]
    public async Task GeoJsonFile_BecomesARegion_AndAnythingElseIsRefused()
    {
        await using var window = await stage.OpenAsync("", new(1280, 900));
        var page = window.Page;
        await window.EnterAsCoordinatorAsync();
        await page.GotoAsync("/app/coordinator/new");
        await Expect(page.Locator(".map[data-ready=true]")).ToBeVisibleAsync();
        var file = page.GetByLabel("GeoJSON file");
        await file.SetInputFilesAsync(new FilePayload { Name = "bad.json", MimeType = "application/json", Buffer = "{}"u8.ToArray() });
        await Expect(page.GetByText("This file is no GeoJSON.")).ToBeVisibleAsync();
        await file.SetInputFilesAsync(new FilePayload
        {
            Name = "wuhan.geojson", MimeType = "application/json",
            Buffer = """{"type":"Polygon","coordinates":[[[114.1,30.4],[114.5,30.4],[114.5,30.8],[114.1,30.8],[114.1,30.4]]]}"""u8.ToArray(),
        });
        await Expect(page.GetByText("wuhan.geojson is on the map.")).ToBeVisibleAsync();
        await page.GetByLabel("Name").FillAsync("Wuhan");
        await window.Button("Open the region").ClickAsync();
        await Expect(window.Heading("Wuhan")).ToBeVisibleAsync();
        Assert.Empty(window.Errors);
    }
}
