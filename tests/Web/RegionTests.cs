using MatchGrid.Tests.Web.Support;

namespace MatchGrid.Tests.Web;

/// <summary>A coordinator's crisis region, from drawing it to closing it.</summary>
public sealed class RegionTests(Stage stage) : IClassFixture<Stage>
{
    [BrowserFact]
    public async Task Region_DrawnOnTheMap_ShowsItsFiguresAsTheyMove_AndItsTables()
    {
        var medicine = await stage.FreshMedicineAsync("Regionin 5 mg");
        await using var window = await stage.OpenAsync("", new(1280, 1000));
        var page = window.Page;
        await window.EnterAsCoordinatorAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New crisis region" }).ClickAsync();
        await page.GetByLabel("Name").FillAsync("Around the corner");
        await page.GetByLabel("States and counties").FillAsync("Vermont");
        await window.Button("+ Vermont").ClickAsync();
        var map = page.Locator(".map[data-ready=true]");
        await Expect(map).ToBeVisibleAsync();
        foreach (var (x, y) in new[] { (100, 100), (300, 100), (200, 250) })
            await map.ClickAsync(new() { Position = new() { X = x, Y = y } });
        await Expect(page.GetByText("3 corners set.")).ToBeVisibleAsync();
        foreach (var _ in Enumerable.Range(0, 3))
            await window.Button("Take back").ClickAsync();
        await window.Button("Take Vermont out").ClickAsync();
        Assert.True(await window.Button("Open the region").IsDisabledAsync());
        Assert.Empty(window.Errors);

        // Where the pharmacy is there are no areas to choose and no outlines to draw by: this one is named by its circle.
        var region = (await stage.SendAsync(HttpMethod.Post, "/v1/regions", "coordinator:c", new
        {
            name = "Around the corner", tier = 2, circle = new { latitude = Stage.Latitude, longitude = Stage.Longitude, radiusMetres = 20_000 },
        }))!["id"]!.GetValue<string>();
        await page.GotoAsync("/app/coordinator");
        await page.GetByRole(AriaRole.Link, new() { Name = "Around the corner" }).ClickAsync();
        await Expect(window.Heading("Around the corner")).ToBeVisibleAsync();
        await window.LiveAsync();
        for (var number = 0; number < 25; number++)
        {
            await stage.SendAsync(HttpMethod.Post, "/v1/requests", $"patient:{stage.Fresh("crowd")}", new
            {
                skus = new[] { medicine }, latitude = Stage.Latitude, longitude = Stage.Longitude, radiusMetres = 5000, urgency = "urgent",
            });
        }

        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Regionin 5 mg" });
        await Expect(row).ToBeVisibleAsync();
        await stage.CountAsync(medicine, 10);
        await Expect(row).Not.ToContainTextAsync("25");
        await window.Button("Regionin 5 mg").ClickAsync();
        await Expect(window.Button("All medicines")).ToBeVisibleAsync();
        var saved = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save table" }).Last.ClickAsync());
        Assert.Contains("Regionin 5 mg", await File.ReadAllTextAsync((await saved.PathAsync())!), StringComparison.Ordinal);
        var picture = await page.RunAndWaitForDownloadAsync(() => window.Button("Save picture").ClickAsync());
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await File.ReadAllBytesAsync((await picture.PathAsync())!))[..4]);
        Assert.Empty(await window.ViolationsAsync());

        await window.Button("Close the region").ClickAsync();
        await page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Close the region" }).ClickAsync();
        await Expect(window.Heading("Demand and supply, live")).ToBeVisibleAsync();
        Assert.True((await stage.SendAsync(HttpMethod.Get, $"/v1/regions/{region}", "coordinator:c"))!["closed"]!.GetValue<bool>());
        Assert.Empty(window.Errors);
    }
}
