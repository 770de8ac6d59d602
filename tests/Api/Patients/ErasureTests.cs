using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MatchGrid.Api.Startup;
using MatchGrid.Partners;
using MatchGrid.Requests;
using MatchGrid.Silo.Storage;
using MatchGrid.Tests.Api.Support;
using Microsoft.Extensions.Options;
using Orleans;

namespace MatchGrid.Tests.Api.Patients;

/// <summary>What is written of a patient is written under the patient's key; when that is gone, so is the patient.</summary>
public sealed class ErasureTests : IDisposable
{
    private const string Name = "Æthelthryth Nightingale-Ó Súilleabháin";
    private const string Code = "code";

    private readonly TemporaryFolder folder = new();
    private readonly string operatorsKey = NewKey();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Erased_NothingOfThePatientIsInAnyFile_AndAnOlderBackupShowsNothing()
    {
        using var backup = new TemporaryFolder();
        string match, request;
        byte[] wrapped;
        await using (var api = await StartAsync(operatorsKey))
        {
            (request, match) = await LiveAsync(api);
            wrapped = await KeyOfAsync(api);
        }

        // What the patient wrote stands in the log, but cannot be found there; the key can.
        AssertNowhere(folder.Path, Encoding.UTF8.GetBytes(Name));
        Assert.NotEmpty(FilesWith(folder.Path, wrapped));
        foreach (var file in Directory.GetFiles(folder.Path).Where(file => !file.EndsWith("lock", StringComparison.Ordinal)))
            File.Copy(file, Path.Combine(backup.Path, Path.GetFileName(file)));

        await using (var api = await StartAsync(operatorsKey))
        {
            Assert.Equal(Name, (await api.GetAsync("/v1/me", "patient:anna")).Body["displayName"]!.GetValue<string>());
            Assert.Equal(match, (await api.GetAsync($"/v1/requests/{request}", "patient:anna")).Body["matches"]![0]![Code]!.GetValue<string>());

            Assert.Equal(204, (int)(await api.SendAsync(HttpMethod.Delete, "/v1/me", "patient:anna", content: null)).Status);

            await AssertGoneAsync(api, request);
            AssertNowhere(folder.Path, wrapped, Encoding.UTF8.GetBytes(Name));
            // The pack was given back, and the figures stay.
            Assert.Equal(1, (await api.GetAsync("/v1/pharmacies/P1/stock", "pharmacy:P1")).Body["lines"]![0]!["available"]!.GetValue<int>());
            var feed = (await api.GetAsync("/v1/feed", "admin:a")).Body["events"]!.AsArray();
            Assert.Contains(feed, one => one!["type"]!.GetValue<string>() == "held");
            Assert.Contains(feed, one => one!["type"]!.GetValue<string>() == "cancelled");
        }

        AssertNowhere(folder.Path, wrapped);

        // The older log comes back; the keys stand apart from it, and are those of today.
        File.Copy(Path.Combine(folder.Path, PatientKeyStore.FileName), Path.Combine(backup.Path, PatientKeyStore.FileName), overwrite: true);
        foreach (var extra in Directory.GetFiles(backup.Path, PatientKeyStore.FileName + "-*"))
            File.Delete(extra);
        await using var restored = await StartAsync(operatorsKey, backup.Path);
        await AssertGoneAsync(restored, request);
    }

    [Fact]
    public async Task Erased_MayComeBackAsSomebodyNew()
    {
        await using var api = await StartAsync(operatorsKey);
        await LiveAsync(api);
        await api.SendAsync(HttpMethod.Delete, "/v1/me", "patient:anna", content: null);

        await api.PutAsync("/v1/me", "patient:anna", new { displayName = "Anna" });
        var asked = await api.PostAsync("/v1/requests", "patient:anna", new { skus = (string[])["test:E1"], quantity = 1, latitude = 48.85, longitude = 2.35, radiusMetres = 500 });

        Assert.Equal(201, (int)asked.Status);
        Assert.Equal("Anna", (await api.GetAsync("/v1/me", "patient:anna")).Body["displayName"]!.GetValue<string>());
        Assert.Single((await api.GetAsync("/v1/requests", "patient:anna")).Body["requests"]!.AsArray());
    }

    [Fact]
    public async Task OperatorsKey_Rotated_TheOldOneCanGo()
    {
        await using (var api = await StartAsync(operatorsKey))
            await api.PutAsync("/v1/me", "patient:anna", new { displayName = Name });
        var next = NewKey();
        await using (var api = await StartAsync(next, null, $"--Patients:OldKeys:0={operatorsKey}"))
            Assert.Equal(Name, (await api.GetAsync("/v1/me", "patient:anna")).Body["displayName"]!.GetValue<string>());

        await using (var api = await StartAsync(next))
            Assert.Equal(Name, (await api.GetAsync("/v1/me", "patient:anna")).Body["displayName"]!.GetValue<string>());

        await Assert.ThrowsAsync<DataFolderException>(() => StartAsync(operatorsKey));
        await Assert.ThrowsAsync<DataFolderException>(() => ApiUnderTest.StartAsync(folder.Path));
    }

    [Fact]
    public async Task PartnersSecrets_StandNowhereInPlainText_AndAreThereAfterARestart()
    {
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
        const string mine = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        await using (var api = await ApiUnderTest.StartAsync(folder.Path))
            await HookAsync(api, mine);
        Assert.NotEmpty(FilesWith(folder.Path, Encoding.UTF8.GetBytes(mine)));
        string webhook;
        await using (var api = await StartAsync(operatorsKey))
        {
            webhook = await HookAsync(api, secret);
            AssertNowhere(folder.Path, Encoding.UTF8.GetBytes(secret));
        }

        AssertNowhere(folder.Path, Encoding.UTF8.GetBytes(secret));
        await using var again = await StartAsync(operatorsKey);
        var grains = again.Service<IGrainFactory>();
        Assert.Equal(secret, Assert.Single((await grains.GetGrain<IPartnerGrain>(webhook).GetAsync())!.Secrets));
        // One from before there was a key can still be changed.
        var before = (await again.GetAsync("/v1/partners/acme/webhooks", "admin:a")).Body["webhooks"]!.AsArray().Single(one => one!["id"]!.GetValue<string>() != webhook)!["id"];
        Assert.Equal(200, (int)(await again.PostAsync($"/v1/partners/acme/webhooks/{before}/rotate-secret", "admin:a", new { overlapSeconds = 0 })).Status);
    }

    [Fact]
    public async Task OpenRequest_FromBeforeThereWasAKey_GoesOnUnderOne()
    {
        string request, patient;
        await using (var api = await ApiUnderTest.StartAsync(folder.Path))
        {
            (request, _) = await LiveAsync(api);
            patient = (await api.GetAsync("/v1/me", "patient:anna")).Body["id"]!.GetValue<string>();
        }

        await using var later = await StartAsync(operatorsKey);
        var cancelled = await later.Service<IGrainFactory>().GetGrain<IRequestGrain>(request).CancelAsync(new(patient));

        Assert.Null(cancelled.Refusal);
    }

    [Fact]
    public async Task OperatorsKey_ThatIsNone_RefusesToStartWithoutShowingIt()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync("not-a-key"));

        Assert.DoesNotContain("not-a-key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAKey_NobodyCanBeErased_AndItIsSaid()
    {
        await using var api = await ApiUnderTest.StartAsync();

        var answer = await api.SendAsync(HttpMethod.Delete, "/v1/me", "patient:anna", content: null);

        Assert.Equal((409, "erasure_unavailable"), ((int)answer.Status, answer.Code));
    }

    private Task<ApiUnderTest> StartAsync(string key, string? data = null, params string[] settings) =>
        ApiUnderTest.StartAsync(data ?? folder.Path, null, [$"--Patients:Key={key}", .. settings]);

    private static async Task<string> HookAsync(ApiUnderTest api, string secret) =>
        (await api.PostAsync("/v1/partners/acme/webhooks", "admin:a", new { url = "https://example.org/hook", secret })).Body["id"]!.GetValue<string>();

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A patient with a name and a held match: the request, and the pick-up code.</summary>
    private static async Task<(string Request, string Code)> LiveAsync(ApiUnderTest api)
    {
        await api.PutAsync("/v1/me", "patient:anna", new { displayName = Name });
        await api.PutAsync("/v1/pharmacies/P1", "admin:a", new { name = "Pharmacy", latitude = 48.85, longitude = 2.35, hours = "24/7", zone = "Europe/Paris" });
        await api.PutAsync("/v1/skus/test:E1", "admin:a", new { name = "Medicine" });
        var opened = await api.PostAsync("/v1/requests", "patient:anna", new { skus = (string[])["test:E1"], quantity = 1, latitude = 48.85, longitude = 2.35, radiusMetres = 500 });
        var request = opened.Body["id"]!.GetValue<string>();
        await api.UploadAsync("P1", """[{"sku":"test:E1","onHand":1}]""");
        JsonNode? match = null;
        await ApiUnderTest.UntilAsync(async () => (match = (await api.GetAsync($"/v1/requests/{request}", "patient:anna")).Body["matches"]!.AsArray().FirstOrDefault()) is not null);
        return (request, match![Code]!.GetValue<string>());
    }

    private async Task<byte[]> KeyOfAsync(ApiUnderTest api)
    {
        var patient = (await api.GetAsync("/v1/me", "patient:anna")).Body["id"]!.GetValue<string>();
        using var keys = SqliteDatabase.Open(Path.Combine(folder.Path, PatientKeyStore.FileName), readOnly: true);
        using var find = keys.Prepare("SELECT wrapped FROM key WHERE patient = ?");
        Assert.True(find.Bind(1, patient).Step());
        return find.Blob(0);
    }

    private static async Task AssertGoneAsync(ApiUnderTest api, string request)
    {
        Assert.Null((await api.GetAsync("/v1/me", "patient:anna")).Body["displayName"]);
        Assert.Empty((await api.GetAsync("/v1/inbox", "patient:anna")).Body["entries"]!.AsArray());
        Assert.Empty((await api.GetAsync("/v1/requests", "patient:anna")).Body["requests"]!.AsArray());
        Assert.Equal(404, (int)(await api.GetAsync($"/v1/requests/{request}", "patient:anna")).Status);
    }

    private static void AssertNowhere(string folder, params byte[][] texts)
    {
        foreach (var text in texts)
            Assert.Empty(FilesWith(folder, text));
    }

    /// <summary>Files with these bytes: as they are (UTF-8), as UTF-16, in base64 at any offset, and in hexadecimal.</summary>
    private static List<string> FilesWith(string folder, byte[] bytes)
    {
        var forms = new List<byte[]> { bytes, Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)) };
        forms.Add(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes)));
        for (var offset = 0; offset < 3; offset++)
            forms.Add(Encoding.ASCII.GetBytes(Convert.ToBase64String([.. new byte[offset], .. bytes])[(offset == 0 ? 0 : 4)..^4]));
        return [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith("lock", StringComparison.Ordinal))
            .Where(file => Read(file) is var content && forms.Exists(form => content.AsSpan().IndexOf(form) >= 0))];
    }

    private static byte[] Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
