using System.Net.Http.Headers;
using System.Text;
using MatchGrid.Api.Pharmacies;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api;

/// <summary>A signed count of a pharmacy's whole stock.</summary>
public sealed class FullCountTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task FullCount_ReplacesEverything_AndWhatMovedSinceStaysOnTop()
    {
        var (pharmacy, key) = await PharmacyAsync();
        var (kept, gone, moved, owned, held) = (await town.SkuAsync(), await town.SkuAsync(), await town.SkuAsync(), await town.SkuAsync(), await town.SkuAsync());
        foreach (var sku in (string[])[kept, gone, moved, held])
            await town.CountAsync(pharmacy, sku, 5);
        await town.CountAsync(pharmacy, owned, 5, query: "?source=another");
        var countedAt = $"{DateTimeOffset.UtcNow:O}";
        await Api.UploadAsync(pharmacy, $$"""[{"sku":"{{moved}}","delta":-2}]""");

        var answer = await SendAsync(pharmacy, key, countedAt, $"sku,onHand\n{kept},7\n{moved},4\n{owned},3\n");

        Assert.Equal((200, 5, 0), ((int)answer.Status, answer.Body["applied"]!.GetValue<int>(), answer.Body["errorCount"]!.GetValue<int>()));
        Assert.Equal((7, 0, 2, 3, 0), (await OnHandAsync(pharmacy, kept), await OnHandAsync(pharmacy, gone), await OnHandAsync(pharmacy, moved), await OnHandAsync(pharmacy, owned), await OnHandAsync(pharmacy, held)));
    }

    [Fact]
    public async Task FullCount_WithAWrongLine_CountsNothing()
    {
        var (pharmacy, key) = await PharmacyAsync();
        var sku = await town.SkuAsync();
        await town.CountAsync(pharmacy, sku, 5);

        var answer = await SendAsync(pharmacy, key, $"{DateTimeOffset.UtcNow:O}", $"sku,onHand\n{sku},1\ntest:nowhere,1\n{sku},2\n{sku},-1\n");

        Assert.Equal(422, (int)answer.Status);
        Assert.Equal(["3:unknown_sku", "4:invalid_field", "5:count_out_of_range"], answer.LineErrors);
        Assert.Equal(5, await OnHandAsync(pharmacy, sku));
    }

    [Fact]
    public async Task FullCount_ThatIsCutChangedOrUnsigned_IsRefused()
    {
        var (pharmacy, key) = await PharmacyAsync();
        var sku = await town.SkuAsync();
        await town.CountAsync(pharmacy, sku, 5);
        var (at, body) = ($"{DateTimeOffset.UtcNow:O}", $"sku,onHand\n{sku},1\n");
        var signature = FullCountRoutes.Sign(key, pharmacy, at, Encoding.UTF8.GetBytes(body));

        foreach (var (sent, signed, when) in ((string, string?, string)[])[(body[..^3], signature, at), (body, null, at), (body, signature, $"{DateTimeOffset.UtcNow:O}"), (body, "v1,AAAA", at)])
        {
            var refused = await SendAsync(pharmacy, key, when, sent, signed ?? "");
            Assert.Equal((400, "invalid_signature"), ((int)refused.Status, refused.Code));
        }

        var person = await Api.SendAsync(HttpMethod.Put, $"/v1/pharmacies/{pharmacy}/stock?countedAt={Uri.EscapeDataString(at)}", $"pharmacy:{pharmacy}", new StringContent(body, new MediaTypeHeaderValue("text/csv")));
        Assert.Equal("invalid_signature", person.Code);
        Assert.Equal(5, await OnHandAsync(pharmacy, sku));
        Assert.Equal("countedAt", (await SendAsync(pharmacy, key, "yesterday", body)).Field);
    }

    private async Task<(string Pharmacy, string Key)> PharmacyAsync()
    {
        var pharmacy = town.Fresh("F");
        await town.OpenPharmacyAsync(pharmacy, -30, 20);
        var made = await Api.PostAsync($"/v1/pharmacies/{pharmacy}/keys", $"pharmacy:{pharmacy}", new { name = "till", scopes = new[] { "stock" } });
        return (pharmacy, made.Body["key"]!.GetValue<string>());
    }

    private Task<Answer> SendAsync(string pharmacy, string key, string countedAt, string body, string? signature = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/pharmacies/{pharmacy}/stock?countedAt={Uri.EscapeDataString(countedAt)}&source=inventory")
        {
            Content = new StringContent(body, new MediaTypeHeaderValue("text/csv")), Headers = { Authorization = new("Bearer", key) },
        };
        if (signature != "")
            request.Headers.Add("Stock-Signature", signature ?? FullCountRoutes.Sign(key, pharmacy, countedAt, Encoding.UTF8.GetBytes(body)));
        return Api.SendAsync(request);
    }

    private async Task<int> OnHandAsync(string pharmacy, string sku) => (await town.LineAsync(pharmacy, sku))!["onHand"]!.GetValue<int>();
}
