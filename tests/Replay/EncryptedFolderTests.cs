using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MatchGrid.Api.Startup;
using Xunit;

namespace MatchGrid.Tests.Replay;

/// <summary><c>matchgrid verify</c> of folders in which patients are encrypted.</summary>
public sealed class EncryptedFolderTests : IDisposable
{
    private const string Sku = "test:E1";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Verify_WithTheOperatorsKey_ReadsEverything_AndWithoutItSaysSo()
    {
        var (data, backup, key, other) = (folder.Of("data"), folder.Of("backup"), NewKey("key"), NewKey("other"));
        await LiveAsync(data, key, "anna", "bert");
        await Cli.RunAsync("backup", data, backup);

        var whole = await Cli.RunAsync("verify", data, "--patients-key-file", key, "--json");
        var byEnvironment = await Cli.RunAsync(new Dictionary<string, string> { ["Patients__KeyFile"] = key }, "verify", data);
        var ofBackup = await Cli.RunAsync("verify", backup, "--patients-key-file", key, "--patient-keys", data, "--json");
        var without = await Cli.RunAsync("verify", data);
        var wrong = await Cli.RunAsync("verify", data, "--patients-key-file", other);
        var apart = await Cli.RunAsync("verify", backup, "--patients-key-file", key);
        var none = await Cli.RunAsync("verify", data, "--patients-key-file", folder.Of("nowhere"));

        Assert.All([whole, ofBackup], report => Assert.Equal((0, 2, 2, 0), (report.Exit, Number(report, "patients"), Number(report, "requests"), Number(report, "violationCount"))));
        Assert.Equal(0, byEnvironment.Exit);
        Assert.All([without, wrong, apart, none], refused => Assert.Equal((1, "", 1), (refused.Exit, refused.Output, refused.Error.Trim().Split('\n').Length)));
        Assert.Contains("Patients:Key", without.Error, StringComparison.Ordinal);
        Assert.Contains("Patients:OldKeys", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("patient-keys.db", apart.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OfAnErasedPatient_FindsNothingBroken_AndNothingOfThePatient()
    {
        var (data, backup, key) = (folder.Of("data"), folder.Of("backup"), NewKey("key"));
        await LiveAsync(data, key, "anna", "bert");
        await Cli.RunAsync("backup", data, backup);
        await RunAsync(data, key, async http =>
        {
            using var erased = await SendAsync(http, HttpMethod.Delete, "v1/me", await TokenAsync(http, "patient", "anna"), body: null);
        });

        var now = await Cli.RunAsync("verify", data, "--patients-key-file", key, "--json");
        // The older log says of the patient what it can without a key: the holds that it took stand there, and nobody's request.
        var then = await Cli.RunAsync("verify", backup, "--patients-key-file", key, "--patient-keys", data, "--json");

        Assert.Equal((0, 0), (now.Exit, Number(now, "violationCount")));
        Assert.DoesNotContain("cannot be read", then.Output, StringComparison.Ordinal);
    }

    private static int Number((int Exit, string Output, string Error) report, string field) => JsonNode.Parse(report.Output)![field]!.GetValue<int>();

    private string NewKey(string name)
    {
        File.WriteAllText(folder.Of(name), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return folder.Of(name);
    }

    /// <summary>Patients who ask for a pack each; the first gets it.</summary>
    private static Task LiveAsync(string data, string keyFile, params string[] patients) => RunAsync(data, keyFile, async http =>
    {
        var admin = await TokenAsync(http, "admin", "a");
        await SendAsync(http, HttpMethod.Put, "v1/pharmacies/P1", admin, new { name = "Pharmacy", latitude = 48.85, longitude = 2.35, hours = "24/7", zone = "Europe/Paris" });
        await SendAsync(http, HttpMethod.Put, $"v1/skus/{Sku}", admin, new { name = "Medicine" });
        foreach (var patient in patients)
        {
            await SendAsync(
                http, HttpMethod.Post, "v1/requests", await TokenAsync(http, "patient", patient),
                new { skus = (string[])[Sku], quantity = 1, latitude = 48.85, longitude = 2.35, radiusMetres = 500 });
        }

        await SendAsync(http, HttpMethod.Post, "v1/pharmacies/P1/stock", await TokenAsync(http, "pharmacy", "till", "P1"), (object[])[new { sku = Sku, onHand = 1 }]);
        var first = await TokenAsync(http, "patient", patients[0]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await InboxAsync(http, first) == 0)
            await Task.Delay(50, patience.Token);
    });

    private static async Task<int> InboxAsync(HttpClient http, string token)
    {
        using var answer = await SendAsync(http, HttpMethod.Get, "v1/inbox", token, body: null);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["entries"]!.AsArray().Count;
    }

    private static async Task RunAsync(string data, string keyFile, Func<HttpClient, Task> live)
    {
        var (start, _) = StartOptions.Read(
            ["--urls", "http://127.0.0.1:0", "--data", data, "--Auth:Development=true", "--Storage:SyncToDisk=false", "--Limits:MostLag=00:01:00", "--Limits:CallerPerMinute=1000000", $"--Patients:KeyFile={keyFile}"]);
        await using var server = ApiHost.Build(start!);
        await server.StartAsync();
        using var http = new HttpClient { BaseAddress = new(server.Urls.First()) };
        await live(http);
        await server.StopAsync();
    }

    private static async Task<string> TokenAsync(HttpClient http, string role, string subject, string? pharmacy = null)
    {
        using var answer = await http.PostAsJsonAsync("v1/dev/token", new { role, subject, pharmacy });
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["token"]!.GetValue<string>();
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpMethod method, string path, string token, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", token);
        return (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }
}
