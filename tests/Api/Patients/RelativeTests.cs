using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;

namespace MatchGrid.Tests.Api.Patients;

/// <summary>A relative asks and answers for a patient, as long as the patient lets them, and no further.</summary>
public sealed class RelativeTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Relative_AsksAndAcceptsForThePatient_WhoSeesIt_AndTakesItBack()
    {
        var (mother, ben, sku) = ($"patient:{town.Fresh("mother")}", $"patient:{town.Fresh("ben")}", await town.SkuAsync());
        var patient = await LetAsync(mother, ben);

        var opened = await AsAsync(HttpMethod.Post, "/v1/requests", ben, patient, new { skus = new[] { sku }, latitude = Town.Latitude, longitude = Town.Longitude, radiusMetres = 500 });
        Assert.Equal(201, (int)opened.Status);
        var request = opened.Body["id"]!.GetValue<string>();
        Assert.Equal(request, Assert.Single((await Api.GetAsync("/v1/requests", mother)).Body["requests"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Empty((await Api.GetAsync("/v1/requests", ben)).Body["requests"]!.AsArray());
        await using var hub = await Api.ConnectAsync(ben);
        var told = Channel.CreateUnbounded<JsonNode>();
        hub.On<JsonNode>("inbox", notice => told.Writer.TryWrite(notice));
        await hub.StartAsync();
        await hub.InvokeAsync<JsonNode>("SubscribeFor", patient, null, 0L);

        await town.CountAsync("P1", sku, 1);
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        var notice = await told.Reader.ReadAsync(patience.Token);
        Assert.Equal(("held", request), (notice["kind"]!.GetValue<string>(), notice["request"]!.GetValue<string>()));
        var accepted = await AsAsync(HttpMethod.Post, $"/v1/requests/{request}/matches/{notice["match"]!["id"]}/accept", ben, patient);
        Assert.Equal("accepted", accepted.Body["status"]!.GetValue<string>());
        Assert.Contains("relative Ben: matches answered", (await Api.GetAsync("/v1/me/accesses", mother)).Body["accesses"]!.AsArray().Select(one => $"{one!["by"]}: {one["what"]}"));

        var own = (await Api.GetAsync("/v1/me/relatives", mother)).Body["relatives"]!.AsArray().Single()!;
        Assert.Equal(204, (int)(await Api.SendAsync(HttpMethod.Delete, $"/v1/me/relatives/{own["id"]}", mother)).Status);
        Assert.Equal("unknown_patient", (await AsAsync(HttpMethod.Get, $"/v1/requests/{request}", ben, patient)).Code);
        Assert.Contains("unknown_patient", (await Assert.ThrowsAsync<HubException>(() => hub.InvokeAsync<JsonNode>("SubscribeFor", patient, null, 0L))).Message, StringComparison.Ordinal);
        Assert.False((await Api.GetAsync("/v1/me/patients", ben)).Body["patients"]!.AsArray().Single()!["may"]!.GetValue<bool>());

        // What is told on the connection that is still there is told no more.
        await Api.PostAsync($"/v1/requests/{request}/matches/{notice["match"]!["id"]}/decline", mother);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            while ((await told.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token))["kind"]!.GetValue<string>() != "released")
            {
                // what came before it was taken back
            }
        });
    }

    [Fact]
    public async Task Relative_ReachesRequestsOnly_AndNobodyElse()
    {
        var (mother, ben) = ($"patient:{town.Fresh("mother")}", $"patient:{town.Fresh("ben")}");
        var patient = await LetAsync(mother, ben);
        var stranger = (await Api.GetAsync("/v1/me", $"patient:{town.Fresh("stranger")}")).Body["id"]!.GetValue<string>();

        Assert.Equal("unknown_patient", (await AsAsync(HttpMethod.Get, "/v1/requests", ben, stranger)).Code);
        Assert.Equal("unknown_patient", (await AsAsync(HttpMethod.Get, "/v1/inbox", ben, new string('x', 500))).Code);
        // Everything of /v1/me stays the caller's own, whatever the header says.
        var me = (await Api.GetAsync("/v1/me", ben)).Body["id"]!.GetValue<string>();
        Assert.Equal(me, (await AsAsync(HttpMethod.Get, "/v1/me", ben, patient)).Body["id"]!.GetValue<string>());
        Assert.Equal(200, (int)(await AsAsync(HttpMethod.Get, "/v1/requests", ben, me)).Status);
    }

    [Fact]
    public async Task Code_CountsOnceAndForNobodyElse()
    {
        var (mother, ben, thief) = ($"patient:{town.Fresh("mother")}", $"patient:{town.Fresh("ben")}", $"patient:{town.Fresh("thief")}");
        var code = (await Api.PostAsync("/v1/me/relatives", mother, new { name = "Ben" })).Body["code"]!.GetValue<string>();
        Assert.Equal("invalid_code", (await JoinAsync(mother, code)).Code);
        Assert.Equal(200, (int)(await JoinAsync(ben, code)).Status);
        Assert.Equal(200, (int)(await JoinAsync(ben, code)).Status); // sent again
        Assert.Equal("invalid_code", (await JoinAsync(thief, code)).Code);
        Assert.Equal("invalid_code", (await JoinAsync(thief, "p-nobody.ABCDEF")).Code);
        Assert.Equal("invalid_code", (await JoinAsync(thief, "nonsense")).Code);
        Assert.Empty((await Api.GetAsync("/v1/me/patients", thief)).Body["patients"]!.AsArray());
        for (var i = 0; i < 7; i++)
            Assert.Equal(201, (int)(await Api.PostAsync("/v1/me/relatives", mother, new { name = $"other {i}" })).Status);
        Assert.Equal("too_many_relatives", (await Api.PostAsync("/v1/me/relatives", mother, new { name = "one more" })).Code);
        Assert.Equal("missing_field", (await Api.PostAsync("/v1/me/relatives", mother, new { })).Code);
    }

    private Task<Answer> JoinAsync(string who, string code) => Api.PostAsync("/v1/me/patients", who, new { code, name = "Mum" });

    /// <summary>The patient lets the other act; the patient's id.</summary>
    private async Task<string> LetAsync(string patient, string relative)
    {
        var code = (await Api.PostAsync("/v1/me/relatives", patient, new { name = "Ben" })).Body["code"]!.GetValue<string>();
        return (await JoinAsync(relative, code)).Body["patient"]!.GetValue<string>();
    }

    private async Task<Answer> AsAsync(HttpMethod method, string path, string who, string patient, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", await Api.TokenAsync("patient", who["patient:".Length..]));
        request.Headers.Add("For-Patient", patient);
        return await Api.SendAsync(request);
    }
}
