using MatchGrid.Tests.Api.Support;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Tests.Api.Patients;

/// <summary>What patients tell the grid is in none of its log lines.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task Log_OfAWholeStory_HoldsNothingOfThePatient()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Logging:LogLevel:Default=Trace");
        const string who = "patient:anna.secret@example.org";
        await api.PutAsync("/v1/me", who, new { displayName = "Annabella Confidential", language = "is" });
        await api.PutAsync("/v1/pharmacies/P1", "admin:a", new { name = "Pharmacy", latitude = 48.85, longitude = 2.35, hours = "24/7", zone = "Europe/Paris" });
        api.Service<ILoggerFactory>().CreateLogger("MatchGrid.Tests").Log(LogLevel.Trace, "the log is listened to");
        await api.PutAsync("/v1/skus/test:L1", "admin:a", new { name = "Medicine" });
        var opened = await api.PostAsync("/v1/requests", who, new { skus = (string[])["test:L1"], quantity = 1, latitude = 48.8512345, longitude = 2.3512345, radiusMetres = 500 });
        var request = opened.Body["id"]!.GetValue<string>();
        await api.UploadAsync("P1", """[{"sku":"test:L1","onHand":1}]""");
        await ApiUnderTest.UntilAsync(async () => (await api.GetAsync("/v1/inbox", who)).Body["entries"]!.AsArray().Count > 0);
        var match = (await api.GetAsync($"/v1/requests/{request}", who)).Body["matches"]![0]!;
        await api.PostAsync($"/v1/requests/{request}/matches/{match["id"]}/accept", who);
        await api.PostAsync("/v1/pharmacies/P1/hand-over", "pharmacy:P1", new { code = match["code"]!.GetValue<string>() });
        await api.PostAsync("/v1/requests", who, new { skus = (string[])["test:L1"], quantity = -1, latitude = 99 }); // refusals too
        await using (var inbox = await Inbox.OpenAsync(api, "anna.secret@example.org"))
            await inbox.NextAsync("held");
        var pseudonym = (await api.GetAsync("/v1/me", who)).Body["id"]!.GetValue<string>();
        var token = await api.TokenAsync("patient", "anna.secret@example.org");

        string[] secrets = ["anna.secret", "Confidential", pseudonym, match["code"]!.GetValue<string>(), "48.85123", token];
        Assert.Contains(api.Log.Lines, line => line.Contains("the log is listened to", StringComparison.Ordinal));
        Assert.All(secrets, secret => Assert.DoesNotContain(api.Log.Lines, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }
}
