using MatchGrid.Tests.Web.Support;

namespace MatchGrid.Tests.Web;

/// <summary>A daughter asks for her mother, on her own phone; a medicine that was collected is remembered.</summary>
public sealed class PeopleTests(Stage stage) : IClassFixture<Stage>
{
    [BrowserFact]
    public async Task Relative_WithACode_AsksAndAcceptsForThePatient_UntilThatIsTakenBack()
    {
        var medicine = await stage.FreshMedicineAsync("Caringin 10 mg");
        await using var mother = await stage.OpenAsync();
        await using var daughter = await stage.OpenAsync();
        await mother.EnterAsPatientAsync(stage.Fresh("mother"));
        await daughter.EnterAsPatientAsync(stage.Fresh("daughter"));
        await mother.Page.GotoAsync("/app/patient/people");
        await mother.Page.GetByLabel("Let somebody act for you").FillAsync("Ida");
        await mother.Button("Make a code").ClickAsync();
        var code = await mother.Page.Locator(".secret").InnerTextAsync();

        await daughter.Page.GotoAsync("/app/patient/people");
        await daughter.Page.GetByText("I was given a code").ClickAsync();
        await daughter.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await daughter.Page.GetByLabel("What you call them").FillAsync("Mum");
        await daughter.Button("Add").ClickAsync();
        await daughter.Button("Act for Mum").ClickAsync();
        await Expect(daughter.Page.GetByText("You act for Mum.")).ToBeVisibleAsync();
        await daughter.LiveAsync();
        await daughter.AskAsync("caringin", "Caringin 10 mg");
        await mother.Page.GotoAsync("/app/patient");
        await Expect(mother.Page.GetByText("Caringin 10 mg")).ToBeVisibleAsync();

        await stage.CountAsync(medicine, 1);
        await daughter.Button("Yes, I am coming").ClickAsync();
        await Expect(daughter.Page.Locator(".code")).ToBeVisibleAsync();
        await Expect(mother.Page.Locator(".request.accepted")).ToBeVisibleAsync();
        Assert.Empty(await daughter.ViolationsAsync());

        await mother.Page.GotoAsync("/app/patient/people");
        await mother.Button("Take back from Ida").ClickAsync();
        await mother.Page.Locator("dialog[open]").GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await Expect(mother.Button("Take back from Ida")).ToHaveCountAsync(0);
        await daughter.Button("Act for myself again").ClickAsync();
        await Expect(daughter.Page.GetByText("You are not waiting for anything.")).ToBeVisibleAsync();
        await daughter.Page.GotoAsync("/app/patient/people");
        await Expect(daughter.Page.GetByText("taken back")).ToBeVisibleAsync();
        Assert.Empty(mother.Errors.Concat(daughter.Errors));
    }

    [BrowserFact]
    public async Task Collected_AsksForReminders_AndRemindsAtItsTime()
    {
        var medicine = await stage.FreshMedicineAsync("Dailyin 5 mg");
        await using var window = await stage.OpenAsync();
        await window.Page.Clock.InstallAsync(new() { TimeDate = DateTime.UtcNow });
        var who = stage.Fresh("reminded");
        await window.EnterAsPatientAsync(who);
        await window.AskAsync("dailyin", "Dailyin 5 mg");
        await stage.CountAsync(medicine, 1);
        await window.Button("Yes, I am coming").ClickAsync();
        var code = (await window.Page.Locator(".code strong").First.InnerTextAsync()).Trim();
        await stage.SendAsync(HttpMethod.Post, $"/v1/pharmacies/{Stage.Pharmacy}/hand-over", $"pharmacy:{Stage.Pharmacy}", new { code });
        await window.Page.GetByText("Remind me to take it").ClickAsync();
        var at = await window.Page.EvaluateAsync<string>("(() => { const at = new Date(Date.now() + 120_000); return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`; })()");
        await window.Page.GetByLabel("Time of day").FillAsync(at);
        await window.Button("Add").ClickAsync();
        await Expect(window.Button($"Take {at} out")).ToBeVisibleAsync();

        await window.Page.Clock.FastForwardAsync("02:30");

        await Expect(window.Page.Locator(".reminded")).ToContainTextAsync("Dailyin 5 mg");
        await window.Button("Done").ClickAsync();
        await Expect(window.Page.Locator(".reminded")).ToHaveCountAsync(0);
        Assert.Empty(window.Errors);
    }
}
