using System.Text.Json.Nodes;

namespace MatchGrid.Tests.Api.Support;

/// <summary>A running API with a small catalogue and two pharmacies, shared by the tests of a class. Each test takes SKUs and patients of its own.</summary>
public class Town : IAsyncLifetime
{
    public const double Latitude = 48.85;
    public const double Longitude = 2.35;

    private int last;

    public ApiUnderTest Api { get; private set; } = null!;

    public virtual Task InitializeAsync() => StartAsync();

    protected async Task StartAsync(params string[] settings)
    {
        Api = await ApiUnderTest.StartAsync(null, null, settings);
        await OpenPharmacyAsync("P1", Latitude, Longitude);
        await OpenPharmacyAsync("P2", Latitude + 0.01, Longitude);
    }

    public async Task DisposeAsync() => await Api.DisposeAsync();

    /// <summary>A name that no other test uses.</summary>
    public string Fresh(string prefix) => $"{prefix}{Interlocked.Increment(ref last)}";

    public async Task OpenPharmacyAsync(string id, double latitude, double longitude)
    {
        var answer = await Api.PutAsync($"/v1/pharmacies/{id}", "admin:a", new
        {
            name = $"Pharmacy {id}", latitude, longitude, hours = "24/7", zone = "Europe/Paris", address = $"1 rue {id}", phone = "+33 1 00",
        });
        Assert.Equal(200, (int)answer.Status);
    }

    /// <summary>Publishes a SKU of its own group, or of one.</summary>
    public async Task<string> SkuAsync(string? group = null, bool concealed = false)
    {
        var sku = Fresh("test:S");
        var answer = await Api.PutAsync($"/v1/skus/{sku}", "admin:a", new { name = $"Medicine {sku}", group, concealed, priceMinor = 350, currency = "EUR" });
        Assert.Equal(200, (int)answer.Status);
        return sku;
    }

    /// <summary>Opens a request near P1.</summary>
    public async Task<JsonNode> RequestAsync(string patient, string sku, int quantity = 1, string? key = null)
    {
        var answer = await Api.PostAsync(
            "/v1/requests", $"patient:{patient}", new { skus = new[] { sku }, quantity, latitude = Latitude, longitude = Longitude, radiusMetres = 500 }, key);
        Assert.True((int)answer.Status is 200 or 201, answer.Text);
        return answer.Body;
    }

    public async Task<Answer> CountAsync(string pharmacy, string sku, int onHand, string? at = null, string query = "")
    {
        var time = at is null ? "" : $$""","at":"{{at}}" """;
        var answer = await Api.UploadAsync(pharmacy, $$"""[{"sku":"{{sku}}","onHand":{{onHand}}{{time}}}]""", query: query);
        return answer;
    }

    /// <summary>The stock line of a SKU, or null.</summary>
    public async Task<JsonNode?> LineAsync(string pharmacy, string sku)
    {
        var lines = (await Api.GetAsync($"/v1/pharmacies/{pharmacy}/stock?limit=1000", $"pharmacy:{pharmacy}")).Body["lines"]!.AsArray();
        return lines.FirstOrDefault(line => line!["sku"]!.GetValue<string>() == sku);
    }
}
