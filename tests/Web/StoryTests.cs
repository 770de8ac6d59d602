using MatchGrid.Tests.Web.Support;

namespace MatchGrid.Tests.Web;

/// <summary>The whole story in real browsers, with several windows at once.</summary>
public sealed class StoryTests(Stage stage) : IClassFixture<Stage>
{
    [BrowserFact]
    public async Task Medicine_AskedForByAPatient_IsHeldAcceptedAndHandedOverByItsCode()
    {
        await using var patient = await stage.OpenAsync();
        await using var pharmacy = await stage.OpenAsync(look: new(1280, 900));
        await patient.EnterAsPatientAsync(stage.Fresh("anna"));
        await pharmacy.EnterAsPharmacyAsync(Stage.Pharmacy);
        await using var coordinator = await stage.OpenAsync(look: new(1280, 900, Dark: true));
        await coordinator.EnterAsCoordinatorAsync();

        await patient.AskAsync("calmex", "Calmax 20 mg"); // as people type
        await Expect(patient.Page.GetByText("Nobody is before you")).ToBeVisibleAsync();
        await pharmacy.PasteStockAsync($"sku;quantity\n{Stage.Medicine};1\nnot a line");

        await Expect(patient.Heading("Held for you")).ToBeVisibleAsync();
        Assert.StartsWith("(1) Held for you", await patient.Page.TitleAsync(), StringComparison.Ordinal);
        await Expect(patient.Page.GetByText("Corner Pharmacy")).ToBeVisibleAsync();
        await Expect(patient.Page.GetByText("left to accept")).ToBeVisibleAsync();
        await Expect(pharmacy.Page.GetByText("New hold: Calmax 20 mg")).ToBeVisibleAsync();
        await patient.Button("Yes, I am coming").ClickAsync();
        await Expect(patient.Page.GetByText("left to collect")).ToBeVisibleAsync();
        var code = await patient.Page.Locator(".code strong").InnerTextAsync();
        await Expect(pharmacy.Page.GetByText("is coming")).ToBeVisibleAsync();
        Assert.Equal(code, await pharmacy.Page.Locator(".hold-code").InnerTextAsync());

        await pharmacy.Button("Set aside").ClickAsync();
        await Expect(patient.Page.GetByText("The pharmacist has it in hand")).ToBeVisibleAsync();
        await patient.Button("I need more time").ClickAsync();
        await Expect(patient.Page.GetByText("You have more time.")).ToBeVisibleAsync();

        // A hand scanner types beside every field, and presses Enter.
        await pharmacy.Page.Locator("h1").ClickAsync();
        await pharmacy.Page.Keyboard.TypeAsync(code.ToLowerInvariant());
        await pharmacy.Page.Keyboard.PressAsync("Enter");
        await pharmacy.Button("Hand over").ClickAsync();
        await Expect(patient.Heading("Collected. Get well soon")).ToBeVisibleAsync();
        await Expect(pharmacy.Page.GetByText("Nothing is held at present.")).ToBeVisibleAsync();

        // All the while the coordinator's figures have moved.
        var row = coordinator.Page.GetByRole(AriaRole.Row, new() { Name = "Calmax 20 mg 1 1 1 0" });
        await Expect(row).ToBeVisibleAsync();
        await Expect(coordinator.Page.GetByText("Corner Pharmacy").First).ToBeVisibleAsync();
        Assert.Empty(patient.Errors.Concat(pharmacy.Errors).Concat(coordinator.Errors));
    }

    [BrowserFact]
    public async Task DeclinedPack_GoesToTheNextInLine_AndTheRequestKeepsItsPlace()
    {
        var medicine = await stage.FreshMedicineAsync("Ferro 80");
        await using var first = await stage.OpenAsync();
        await using var next = await stage.OpenAsync();
        await first.EnterAsPatientAsync(stage.Fresh("first"));
        await first.AskAsync("Ferro", "Ferro 80");
        await next.EnterAsPatientAsync(stage.Fresh("next"));
        await next.AskAsync("Ferro", "Ferro 80");
        await Expect(next.Page.GetByText("1 person before you")).ToBeVisibleAsync();

        await stage.CountAsync(medicine, 1);
        await first.Button("No, thanks").ClickAsync();
        await first.Button("Yes, give it on").ClickAsync();

        await Expect(next.Heading("Held for you")).ToBeVisibleAsync();
        await Expect(first.Page.GetByText("You declined; you keep your place")).ToBeVisibleAsync();
        await next.Button("I no longer need it").ClickAsync();
        await next.Button("Yes, stop").ClickAsync();
        await Expect(next.Heading("You stopped the search")).ToBeVisibleAsync();
    }
}
