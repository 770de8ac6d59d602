using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Web.Support;

/// <summary>A server as a process of its own, a wire to it, and a browser. The server has two medicines and one pharmacy, at 64.146 north and 21.94 west.</summary>
public sealed class Stage : IAsyncLifetime
{
    public const string Medicine = "test:calmax-20";
    public const string Pharmacy = "corner";
    public const float Latitude = 64.146f;
    public const float Longitude = -21.94f;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient http = new() { Timeout = Patience };
    private readonly Dictionary<string, string> tokens = [];
    private readonly TemporaryFolder data = new();
    private readonly Wire wire = new();
    private ApiProcess? server;
    private Uri behind = null!;
    private IPlaywright playwright = null!;
    private IBrowser browser = null!;
    private int last;

    public Uri Root => wire.Root;

    public async Task InitializeAsync()
    {
        if (Needs.Missing is not null)
            return;
        await StartServerAsync();
        await SendAsync(HttpMethod.Put, $"/v1/skus/{Medicine}", "admin:a", new { name = "Calmax 20 mg", inn = "calmazepam", group = "calmazepam-20", form = "tablet", dosageText = "One tablet in the morning.", priceMinor = 1250, currency = "EUR" });
        await SendAsync(HttpMethod.Put, "/v1/skus/test:calmazepam-generic", "admin:a", new { name = "Calmazepam Generic 20 mg", inn = "calmazepam", group = "calmazepam-20", form = "tablet" });
        await SendAsync(HttpMethod.Put, $"/v1/pharmacies/{Pharmacy}", "admin:a", new
        {
            name = "Corner Pharmacy", latitude = Latitude, longitude = Longitude, hours = "24/7", zone = "Atlantic/Reykjavik", address = "Laugavegur 16", phone = "+354 555 1234",
        });
        playwright = await Playwright.CreateAsync();
        SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Needs.Chromium,
            Args = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-dev-shm-usage"],
        });
    }

    public async Task DisposeAsync()
    {
        if (Needs.Missing is null)
        {
            await browser.CloseAsync();
            playwright.Dispose();
            server?.Dispose();
        }

        await wire.DisposeAsync();
        http.Dispose();
        data.Dispose();
    }

    /// <summary>A name that no other test uses.</summary>
    public string Fresh(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Interlocked.Increment(ref last)}");

    /// <summary>A medicine of its own, so that tests do not stand in each other's lines.</summary>
    public async Task<string> FreshMedicineAsync(string name)
    {
        var sku = Fresh("test:m");
        await SendAsync(HttpMethod.Put, $"/v1/skus/{sku}", "admin:a", new { name });
        return sku;
    }

    /// <summary>A window of somebody who uses no other: own storage, own size, place next to the pharmacy.</summary>
    public Task<Window> OpenAsync(string path = "", Look? look = null) => OpenElsewhereAsync(Root, look, path);

    /// <summary>The same at another server.</summary>
    public async Task<Window> OpenElsewhereAsync(Uri root, Look? look = null, string path = "")
    {
        look ??= new();
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = root.ToString(),
            Locale = look.Language,
            ColorScheme = look.Dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = look.Width, Height = look.Height },
            ReducedMotion = ReducedMotion.Reduce,
            Permissions = ["geolocation", "notifications"],
            Geolocation = new() { Latitude = Latitude - 0.005f, Longitude = Longitude },
            BypassCSP = false,
        });
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        var window = new Window(await context.NewPageAsync());
        await window.Page.GotoAsync($"/app{path}");
        return window;
    }

    public void Cut() => wire.Cut();

    public void Mend() => wire.Mend();

    public Task KillServerAsync() => server!.KillAsync();

    public async Task StartServerAsync()
    {
        server?.Dispose();
        server = ApiProcess.Start(
            "--urls", "http://127.0.0.1:0", "--data", data.Path, "--Auth:Development=true", $"--Web:Folder={Needs.App}", "--Limits:CallerPerMinute=1000000",
            "--Limits:AddressPerMinute=1000000", "--Limits:MostLag=00:01:00");
        wire.Join(behind = await server.UrlAsync());
    }

    /// <summary>Sends past the wire, as somebody: <c>patient:anna</c>, <c>pharmacy:corner</c>, <c>admin:a</c>.</summary>
    public async Task<JsonNode?> SendAsync(HttpMethod method, string path, string who, object? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(behind, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", await TokenAsync(who));
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{method} {path}: {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    /// <summary>A crisis region around the pharmacy in which thirty packs of a new medicine are missing; its id.</summary>
    public async Task<string> ShortageAsync(string medicine, string name)
    {
        var region = (await SendAsync(HttpMethod.Post, "/v1/regions", "admin:a", new { name, tier = 1, circle = new { latitude = Latitude, longitude = Longitude, radiusMetres = 20_000 } }))!["id"]!.GetValue<string>();
        var sku = await FreshMedicineAsync(medicine);
        for (var number = 0; number < 3; number++)
            await SendAsync(HttpMethod.Post, "/v1/requests", $"patient:{Fresh("short")}", new { skus = new[] { sku }, quantity = 10, latitude = Latitude, longitude = Longitude, radiusMetres = 5000 });
        return region;
    }

    public Task CountAsync(string sku, int onHand) =>
        SendAsync(HttpMethod.Post, $"/v1/pharmacies/{Pharmacy}/stock?source=counter", $"pharmacy:{Pharmacy}", new[] { new { sku, onHand } });

    private async Task<string> TokenAsync(string who)
    {
        if (tokens.TryGetValue(who, out var known))
            return known;
        var (role, subject) = who.Split(':', 2) is [var left, var right] ? (left, right) : throw new ArgumentException("role:subject", nameof(who));
        using var answer = await http.PostAsJsonAsync(new Uri(behind, "/v1/dev/token"), new { role, subject, pharmacy = role == "pharmacy" ? subject : null });
        return tokens[who] = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["token"]!.GetValue<string>();
    }
}

/// <summary>What a window looks like.</summary>
/// <param name="Width">In CSS pixels.</param>
/// <param name="Language">BCP 47.</param>
public sealed record Look(int Width = 390, int Height = 844, bool Dark = false, string Language = "en");
