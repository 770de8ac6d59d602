using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MatchGrid.Tests.Faults.Place;

/// <summary>One pharmacy whose till adds packs, one answer at a time: what was acknowledged must be there, and at most one report more.</summary>
internal sealed class Till : IDisposable
{
    private const int Lines = 100;

    private readonly HttpClient http;

    private Till(HttpClient http) => this.http = http;

    /// <summary>Packs that each line has at least.</summary>
    public int Acknowledged { get; private set; }

    /// <param name="root">Where the process answers.</param>
    /// <param name="acknowledged">By an earlier process on the same folder.</param>
    public static async Task<Till> OpenAsync(Uri root, int acknowledged = 0)
    {
        var till = new Till(new() { BaseAddress = root }) { Acknowledged = acknowledged };
        var token = await till.http.PostAsJsonAsync("/v1/dev/token", new { role = "admin", subject = "root" });
        till.http.DefaultRequestHeaders.Authorization = new("Bearer", (await token.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        var skus = string.Join('\n', Enumerable.Range(0, Lines).Select(i => $$"""{"sku":"test:{{i}}","name":"S{{i}}"}"""));
        (await till.http.PostAsync("/v1/skus:import", new StringContent(skus, Encoding.UTF8, "application/x-ndjson"))).EnsureSuccessStatusCode();
        var profile = new { name = "One", kind = "retail", latitude = 40.7, longitude = -74, hours = "24/7", zone = "UTC" };
        (await till.http.PutAsJsonAsync("/v1/pharmacies/P1", profile)).EnsureSuccessStatusCode();
        return till;
    }

    /// <summary>One pack more on each line. Null when no answer came.</summary>
    public async Task<(HttpStatusCode Status, string Text)?> ReportAsync()
    {
        try
        {
            var body = JsonSerializer.Serialize(Enumerable.Range(0, Lines).Select(i => new { sku = $"test:{i}", delta = 1 }));
            using var answer = await http.PostAsync("/v1/pharmacies/P1/stock", new StringContent(body, Encoding.UTF8, "application/json"));
            if (answer.IsSuccessStatusCode)
                Acknowledged++;
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Everything acknowledged is there, and it goes on.</summary>
    public async Task CheckAsync()
    {
        var lines = (await http.GetFromJsonAsync<JsonElement>("/v1/pharmacies/P1/stock?limit=1000")).GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("onHand").GetInt32()).ToList();
        Assert.Equal(Lines, lines.Count);
        Assert.Single(lines.Distinct()); // a report is there whole or not at all
        Assert.InRange(lines[0], Acknowledged, Acknowledged + 1);
        Assert.Equal(HttpStatusCode.OK, (await ReportAsync())?.Status);
    }

    public void Dispose() => http.Dispose();
}
