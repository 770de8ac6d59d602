using MatchGrid.Tests.Web.Support;

namespace MatchGrid.Tests.Web;

/// <summary>Connections cut, a server killed, a page opened without a network.</summary>
public sealed class LossTests(Stage stage) : IClassFixture<Stage>
{
    [BrowserFact]
    public async Task LostConnectionAndKilledServer_MissNothing()
    {
        var (name, medicine) = (stage.Fresh("Nightrest"), await stage.FreshMedicineAsync("Nightrest 5 mg"));
        await using var patient = await stage.OpenAsync();
        await using var pharmacy = await stage.OpenAsync(look: new(1280, 900));
        await patient.EnterAsPatientAsync(name);
        await pharmacy.EnterAsPharmacyAsync(Stage.Pharmacy);
        await patient.AskAsync("Nightrest", "Nightrest 5 mg");

        // The cable is cut; the pack comes meanwhile.
        stage.Cut();
        await Expect(patient.Page.GetByText("No connection since")).ToBeVisibleAsync();
        await Expect(patient.Page.Locator("[data-stage=lost]")).ToBeVisibleAsync();
        await stage.CountAsync(medicine, 2);
        stage.Mend();
        await Expect(patient.Heading("Held for you")).ToBeVisibleAsync();
        await Expect(patient.Page.GetByText("Connected again")).ToBeVisibleAsync();
        await patient.Button("Yes, I am coming").ClickAsync();
        var code = await patient.Page.Locator(".code strong").InnerTextAsync();
        await Expect(pharmacy.Page.GetByText("is coming")).ToBeVisibleAsync();

        // The server is killed. The patient still has the code; the counter hands over by it, and counts, and says what is not sent.
        await stage.KillServerAsync();
        await Expect(patient.Page.GetByText("No connection since")).ToBeVisibleAsync();
        await Expect(patient.Page.Locator(".code strong")).ToHaveTextAsync(code);
        await pharmacy.Page.GetByLabel("Scan a pick-up code or a pack").FillAsync(code);
        await pharmacy.Page.Keyboard.PressAsync("Enter");
        await Expect(pharmacy.Button("Hand over")).ToBeVisibleAsync();
        await pharmacy.Button("Hand over").ClickAsync();
        await Expect(pharmacy.Page.GetByText("not sent yet").First).ToBeVisibleAsync();
        var onHand = pharmacy.Page.GetByLabel("On hand: Nightrest 5 mg");
        await onHand.FillAsync("7");
        await onHand.PressAsync("Enter");
        await Expect(pharmacy.Page.GetByText("2 changes have not been sent yet")).ToBeVisibleAsync();

        await stage.StartServerAsync();
        await Expect(patient.Heading("Collected. Get well soon")).ToBeVisibleAsync();
        await Expect(pharmacy.Page.GetByText("not been sent yet")).ToBeHiddenAsync();
        await Expect(onHand).ToHaveValueAsync("7");
        var line = (await stage.SendAsync(HttpMethod.Get, $"/v1/pharmacies/{Stage.Pharmacy}/stock?limit=1000", $"pharmacy:{Stage.Pharmacy}"))!["lines"]!.AsArray()
            .Single(one => one!["sku"]!.GetValue<string>() == medicine)!;
        Assert.Equal((7, 0), (line["onHand"]!.GetValue<int>(), line["held"]!.GetValue<int>()));
        Assert.Empty(patient.Errors.Concat(pharmacy.Errors));
    }

    [BrowserFact]
    public async Task ReloadedPage_WithoutANetwork_IsHonestAndKeepsTheCode()
    {
        var medicine = await stage.FreshMedicineAsync("Palin 1 mg");
        await stage.CountAsync(medicine, 1);
        await using var patient = await stage.OpenAsync();
        await patient.EnterAsPatientAsync(stage.Fresh("olga"));
        await patient.AskAsync("Palin", "Palin 1 mg");
        await patient.Button("Yes, I am coming").ClickAsync();
        var code = await patient.Page.Locator(".code strong").InnerTextAsync();

        // Nothing is within reach: the page comes from the device.
        await patient.Page.EvaluateAsync("navigator.serviceWorker.ready.then(() => undefined)");
        stage.Cut();
        await patient.Page.ReloadAsync();

        await Expect(patient.Page.Locator(".code strong")).ToHaveTextAsync(code);
        await Expect(patient.Page.GetByText("No connection since")).ToBeVisibleAsync();
        await patient.Button("I need more time").ClickAsync();
        await Expect(patient.Page.GetByText("No connection. This has not been sent.")).ToBeVisibleAsync();
        stage.Mend();
        await patient.LiveAsync();
        await patient.Button("I need more time").ClickAsync();
        await Expect(patient.Page.GetByText("You have more time.")).ToBeVisibleAsync();
    }
}
