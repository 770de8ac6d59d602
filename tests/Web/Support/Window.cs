using System.Text.Json;

namespace MatchGrid.Tests.Web.Support;

/// <summary>One person's window.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly List<string> errors = [];

    public Window(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => errors.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Errors that no code of the page has caught.</summary>
    public IReadOnlyList<string> Errors => errors;

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new() { Name = name });

    public async Task EnterAsPatientAsync(string name)
    {
        await Page.GetByText("Sign in as a certain person").ClickAsync();
        await Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await Button("Sign in").ClickAsync();
        await Expect(Heading("My medicines")).ToBeVisibleAsync();
    }

    public async Task EnterAsPharmacyAsync(string id)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "I work at a pharmacy" }).ClickAsync();
        await Page.GetByLabel("Pharmacy id").FillAsync(id);
        await Button("Open the counter").ClickAsync();
        await Expect(Page.GetByLabel("Scan a pick-up code or a pack")).ToBeVisibleAsync();
        await LiveAsync();
    }

    public async Task EnterAsCoordinatorAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "I coordinate" }).ClickAsync();
        await Expect(Heading("Demand and supply, live")).ToBeVisibleAsync();
        await LiveAsync();
    }

    public Task LiveAsync() => Expect(Page.Locator("[data-stage=live]")).ToBeVisibleAsync();

    /// <summary>From the search to the page where one waits.</summary>
    public async Task AskAsync(string query, string name)
    {
        await Page.GetByLabel("Which medicine do you need?").FillAsync(query);
        await Button("Search").ClickAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = name }).First.ClickAsync();
        await Button("Use my location").ClickAsync();
        await Button("Ask for it").ClickAsync();
        await Expect(Heading("What happened so far")).ToBeVisibleAsync();
    }

    public async Task PasteStockAsync(string csv)
    {
        await Page.GetByLabel("Paste or drop a list").EvaluateAsync(
            """
            (field, text) => {
              const data = new DataTransfer();
              data.setData("text", text);
              field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """,
            csv);
        await Button("Take over").ClickAsync();
    }

    /// <summary>What axe-core finds, by rule, with the places.</summary>
    public async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Needs.Axe));
        var found = await Page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`)");
        return [.. found.EnumerateArray().Select(one => one.GetString()!)];
    }
}
