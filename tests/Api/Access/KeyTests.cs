using MatchGrid.Api.Access;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api.Access;

/// <summary>Keys of machines: made once, shown once, rotated, expired, revoked.</summary>
public sealed class KeyTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Key_IsShownOnce_AndItsUseIsNoted()
    {
        var key = await MakeAsync("P1");

        Assert.Equal(200, await StatusAsync(key));
        var listed = await Api.GetAsync("/v1/pharmacies/P1/keys", "pharmacy:P1");
        Assert.DoesNotContain(KeyText.Read(key)!.Secret, listed.Text, StringComparison.Ordinal);
        Assert.NotNull(listed.Body["keys"]!.AsArray().Single(one => one!["number"]!.GetValue<int>() == KeyText.Read(key)!.Number)!["lastUsedAt"]);
    }

    [Fact]
    public async Task Key_Rotated_BothSecretsCountForAsLongAsAsked()
    {
        var old = await MakeAsync("P1");
        var path = $"/v1/pharmacies/P1/keys/{KeyText.Read(old)!.Number}/rotate";

        var second = (await Api.PostAsync(path, "pharmacy:P1", new { overlapSeconds = 600 })).Body["key"]!.GetValue<string>();
        Assert.Equal((200, 200), (await StatusAsync(old), await StatusAsync(second)));

        var third = (await Api.PostAsync(path, "pharmacy:P1", new { })).Body["key"]!.GetValue<string>();
        Assert.Equal((401, 401, 200), (await StatusAsync(old), await StatusAsync(second), await StatusAsync(third)));
    }

    [Fact]
    public async Task Key_Revoked_EndsAtOnce()
    {
        var key = await MakeAsync("P1");
        Assert.Equal(200, await StatusAsync(key));

        var revoked = await Api.SendAsync(HttpMethod.Delete, $"/v1/pharmacies/P1/keys/{KeyText.Read(key)!.Number}", "pharmacy:P1", content: null);

        Assert.Equal(204, (int)revoked.Status);
        Assert.Equal(401, await StatusAsync(key));
    }

    [Fact]
    public async Task Key_WithAnotherOwnerWrittenIn_IsRefused()
    {
        var key = KeyText.Read(await MakeAsync("P1"))!;
        await MakeAsync("P2");

        Assert.Equal(401, await StatusAsync((key with { Owner = "pharmacy:P2" }).ToString()));
        Assert.Equal(401, await StatusAsync((key with { Owner = "admin:a" }).ToString()));
        Assert.Equal(401, await StatusAsync((key with { Number = key.Number + 1 }).ToString()));
        Assert.Equal(401, await StatusAsync("mgk_x.y"));
    }

    [Theory]
    [InlineData("""{"name":"x","scopes":["feed"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["stock"],"expiresInDays":367}""", "expiresInDays")]
    [InlineData("""{"scopes":["stock"]}""", "name")]
    public async Task Key_AskedForWrongly_IsRefused(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await Api.SendAsync(HttpMethod.Post, "/v1/pharmacies/P1/keys", "pharmacy:P1", content);

        Assert.Equal(field, answer.Field);
    }

    [Fact]
    public async Task Key_SecretIsInNoFileAndNoLog()
    {
        using var folder = new TemporaryFolder();
        string secret;
        await using (var api = await ApiUnderTest.StartAsync(folder.Path))
        {
            var made = await api.PostAsync("/v1/partners/acme/keys", "admin:a", new { name = "x", scopes = (string[])["feed"] });
            secret = KeyText.Read(made.Body["key"]!.GetValue<string>())!.Secret;
            Assert.DoesNotContain(api.Log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        }

        Assert.All(Directory.GetFiles(folder.Path), file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret))));
    }

    private async Task<string> MakeAsync(string pharmacy)
    {
        var made = await Api.PostAsync($"/v1/pharmacies/{pharmacy}/keys", $"pharmacy:{pharmacy}", new { name = "till", scopes = (string[])["stock"] });
        Assert.Equal(201, (int)made.Status);
        return made.Body["key"]!.GetValue<string>();
    }

    private async Task<int> StatusAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/pharmacies/P1/stock");
        request.Headers.Authorization = new("Bearer", key);
        return (int)(await Api.SendAsync(request)).Status;
    }
}
