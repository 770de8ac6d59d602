using System.Diagnostics;
using System.Globalization;
using MatchGrid.Tests.Web.Support;

namespace MatchGrid.Tests.Web;

/// <summary>Each page: for a screen reader, by keyboard alone, on the smallest screen, in each language, and how much of it is loaded.</summary>
public sealed class PageTests(Stage stage) : IClassFixture<Stage>
{
    private const int MostBytes = 250_000;

    public static TheoryData<Look> Looks => new() { new(1280, 900), new(390, 844, Dark: true), new(320, 568), new(320, 568, Dark: true, Language: "zh-CN") };

    [BrowserTheory]
    [MemberData(nameof(Looks))]
    public async Task EveryPage_HasNoViolationAndFitsItsWidth(Look look)
    {
        ArgumentNullException.ThrowIfNull(look);
        var (waited, held) = (await stage.FreshMedicineAsync("Waitin 10 mg"), await stage.FreshMedicineAsync("Heldin 10 mg"));
        var who = stage.Fresh("page");
        var waiting = await RequestAsync(who, waited);
        await stage.CountAsync(held, 3);
        var holding = await RequestAsync(who, held);
        await RequestAsync(stage.Fresh("other"), held);

        await using var patient = await stage.OpenAsync("", look);
        await CheckAsync(patient, look, "home");
        await SignInAsync(patient, "patient", who);
        await CheckAsync(patient, look, "/patient", "main .card");
        await CheckAsync(patient, look, "/patient?q=calm", "main .card");
        await CheckAsync(patient, look, $"/patient/medicine/{Stage.Medicine}", "main .card");
        await patient.Page.Locator("main form .button.main").ClickAsync();
        await CheckAsync(patient, look, "asking", ".ask");
        await CheckAsync(patient, look, $"/patient/request/{waiting}", ".waiting");
        await CheckAsync(patient, look, $"/patient/request/{holding}", ".match.held");
        await patient.Page.Locator(".match .button.main").ClickAsync();
        await CheckAsync(patient, look, "accepted", ".code");
        await patient.Page.Locator(".match .button.quiet").ClickAsync();
        await CheckAsync(patient, look, "declining", "dialog[open]");
        await CheckAsync(patient, look, "/patient/people", "main form");

        await using var pharmacy = await stage.OpenAsync("", look);
        await SignInAsync(pharmacy, "pharmacy", "till", Stage.Pharmacy);
        await CheckAsync(pharmacy, look, "/pharmacy", ".hold");
        await using var unknown = await stage.OpenAsync("", look);
        await SignInAsync(unknown, "pharmacy", "till", stage.Fresh("new"));
        await CheckAsync(unknown, look, "/pharmacy", "main form.card");
        await using var coordinator = await stage.OpenAsync("", look);
        await SignInAsync(coordinator, "coordinator", "wall");
        await CheckAsync(coordinator, look, "/coordinator", ".map[data-ready=true]");
        await CheckAsync(coordinator, look, "/coordinator/new", ".map[data-ready=true]");
        var region = await stage.ShortageAsync("Missin 5 mg", look.ToString());
        await CheckAsync(coordinator, look, $"/coordinator/region/{region}", ".forecast li");
        await using var maker = await stage.OpenAsync("", look);
        await SignInAsync(maker, "maker", "maker");
        await CheckAsync(maker, look, "/maker", ".unmet li");
        await stage.SendAsync(HttpMethod.Post, $"/v1/pharmacies/{Stage.Pharmacy}/keys", "admin:a", new { name = "till", scopes = new[] { "stock", "holds" } });
        await using var admin = await stage.OpenAsync("", look);
        await SignInAsync(admin, "admin", "admin");
        await CheckAsync(admin, look, "/admin", "dl.figures");
        await admin.Page.Locator("main input[pattern]").FillAsync(Stage.Pharmacy);
        await admin.Page.Locator("main form .button").First.ClickAsync();
        await admin.Page.Locator("main summary").ClickAsync();
        await CheckAsync(admin, look, "keys", "main table");
        Assert.Empty(patient.Errors.Concat(pharmacy.Errors).Concat(unknown.Errors).Concat(coordinator.Errors).Concat(maker.Errors).Concat(admin.Errors));
    }

    [BrowserFact]
    public async Task KeyboardAlone_AsksAcceptsAndDeclines()
    {
        var medicine = await stage.FreshMedicineAsync("Keyrin 5 mg");
        await stage.CountAsync(medicine, 1);
        await using var window = await stage.OpenAsync();
        var page = window.Page;

        await ReachAsync(page, "I need a medicine");
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Heading("My medicines")).ToBeFocusedAsync();
        await ReachAsync(page, "Which medicine do you need?");
        await page.Keyboard.TypeAsync("keyrin");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("1 medicine found")).ToBeVisibleAsync();
        await ReachAsync(page, "Keyrin 5 mg");
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Heading("Keyrin 5 mg")).ToBeFocusedAsync();
        await ReachAsync(page, "Town");
        await page.Keyboard.TypeAsync(string.Create(CultureInfo.InvariantCulture, $"{Stage.Latitude}, {Stage.Longitude}"));
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Button("Ask for it")).ToBeVisibleAsync();
        await ReachAsync(page, "How far can you go?");
        await page.Keyboard.PressAsync("ArrowRight");
        await ReachAsync(page, "One more");
        await ReachAsync(page, "A few days");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(page.GetByLabel("Under two days")).ToBeCheckedAsync();
        await ReachAsync(page, "Ask for it");
        await page.Keyboard.PressAsync("Enter");
        await Expect(window.Heading("Held for you")).ToBeVisibleAsync();
        await ReachAsync(page, "Yes, I am coming");
        await page.Keyboard.PressAsync("Space");
        await Expect(page.GetByText("left to collect")).ToBeVisibleAsync();
        await ReachAsync(page, "No, thanks");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("dialog[open]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("dialog[open]")).ToBeHiddenAsync();
        await Expect(window.Button("No, thanks")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await ReachAsync(page, "Yes, give it on");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("You declined; you keep your place")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task FirstLoad_OfAPatient_IsSmall()
    {
        await using var window = await stage.OpenAsync("/nowhere");
        var session = await window.Page.Context.NewCDPSessionAsync(window.Page);
        await session.SendAsync("Network.enable");
        await session.SendAsync("Network.setCacheDisabled", new() { ["cacheDisabled"] = true });
        var bytes = 0.0;
        session.Event("Network.loadingFinished").OnEvent += (_, told) => bytes += told!.Value.GetProperty("encodedDataLength").GetDouble();
        await window.Page.GotoAsync("/app");
        await window.EnterAsPatientAsync(stage.Fresh("small"));
        await window.LiveAsync();
        await window.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        Assert.InRange(bytes, 1, MostBytes);
    }

    [BrowserFact]
    public async Task Language_ChosenOnce_IsKept()
    {
        await using var window = await stage.OpenAsync();
        await window.Page.GetByLabel("Language").SelectOptionAsync("zh-CN");
        await Expect(window.Page.GetByText("我需要药品")).ToBeVisibleAsync();
        Assert.Equal("zh-CN", await window.Page.Locator("html").GetAttributeAsync("lang"));

        await window.Page.ReloadAsync();

        await Expect(window.Page.GetByText("我需要药品")).ToBeVisibleAsync();
    }

    private static async Task CheckAsync(Window window, Look look, string page, string? shows = null)
    {
        if (page.StartsWith('/'))
            await window.Page.GotoAsync($"/app{page}");
        await Expect(window.Page.Locator(shows ?? "h1").First).ToBeVisibleAsync();
        var violations = await window.ViolationsAsync();
        Assert.True(violations.Count == 0, $"{page} {look}: {string.Join("\n", violations)}");
        var width = await window.Page.EvaluateAsync<int>("document.scrollingElement.scrollWidth");
        Assert.True(width <= look.Width, $"{page} {look}: {width} pixels wide");
    }

    /// <summary>Signs in past the first page, in whatever language it is.</summary>
    private static async Task SignInAsync(Window window, string role, string subject, string? pharmacy = null)
    {
        await window.Page.EvaluateAsync(
            """
            async ([role, subject, pharmacy]) => {
              const answer = await fetch("/v1/dev/token", {
                method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ role, subject, ...(pharmacy ? { pharmacy } : {}) }),
              });
              const { token } = await answer.json();
              localStorage.setItem("matchgrid.session", JSON.stringify({ role, subject, token, development: true, ...(pharmacy ? { pharmacy } : {}) }));
            }
            """,
            new[] { role, subject, pharmacy });
        await window.Page.ReloadAsync();
        await window.LiveAsync();
    }

    /// <summary>Presses Tab until what has the focus is called that.</summary>
    private static async Task ReachAsync(IPage page, string name)
    {
        // What is looked for may be yet to come.
        var since = Stopwatch.StartNew();
        while (since.Elapsed < TimeSpan.FromSeconds(30))
        {
            var label = await page.EvaluateAsync<string>(
                """
                () => {
                  const one = document.activeElement;
                  const labels = [...(one.labels ?? [])].map(label => label.textContent);
                  return [one.getAttribute("aria-label"), ...labels, one.textContent].filter(Boolean).join("|");
                }
                """);
            if (label.Contains(name, StringComparison.Ordinal) && !await page.EvaluateAsync<bool>("document.activeElement === document.body"))
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not reach {name}.");
    }

    private async Task<string> RequestAsync(string patient, string sku) =>
        (await stage.SendAsync(HttpMethod.Post, "/v1/requests", $"patient:{patient}", new { skus = new[] { sku }, latitude = Stage.Latitude, longitude = Stage.Longitude, radiusMetres = 2000 }))!["id"]!.GetValue<string>();
}
