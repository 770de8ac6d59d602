using System.Text.Json.Nodes;
using MatchGrid.Api.Access;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Orleans;

namespace MatchGrid.Tests.Api;

/// <summary>From a stock change to packs in a patient's hand, through both doors.</summary>
public sealed class StoryTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task StockChange_WithAPatientWaiting_IsPushedAcceptedSetAsideAndHandedOver()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        var request = (await town.RequestAsync(patient, sku))["id"]!.GetValue<string>();
        await using var inbox = await Inbox.OpenAsync(Api, patient);

        await town.CountAsync("P1", sku, 3);

        var held = (await inbox.NextAsync("held"))["match"]!;
        Assert.Equal("Pharmacy P1", held["pharmacy"]!["name"]!.GetValue<string>());
        Assert.Equal("1 rue P1", held["pharmacy"]!["address"]!.GetValue<string>());
        Assert.Equal($"Medicine {sku}", held["sku"]!["name"]!.GetValue<string>());
        var (hold, code) = (held["id"]!.GetValue<string>(), held["code"]!.GetValue<string>());

        var accepted = await Api.PostAsync($"/v1/requests/{request}/matches/{hold}/accept", $"patient:{patient}");
        Assert.Equal("accepted", accepted.Body["status"]!.GetValue<string>());
        await inbox.NextAsync("accepted");
        Assert.Equal(204, (int)(await Api.PostAsync($"/v1/pharmacies/P1/holds/{hold}/set-aside", "pharmacy:P1")).Status);
        Assert.True((await inbox.NextAsync("set_aside"))["match"]!["setAside"]!.GetValue<bool>());
        var handedOver = await Api.PostAsync("/v1/pharmacies/P1/hand-over", "pharmacy:P1", new { code = code.ToLowerInvariant() });
        Assert.Equal(hold, handedOver.Body["id"]!.GetValue<string>());
        await inbox.NextAsync("collected");

        var line = await town.LineAsync("P1", sku);
        Assert.Equal((2, 0, 2), (Number(line, "onHand"), Number(line, "held"), Number(line, "available")));
        var ended = (await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body;
        Assert.Equal("fulfilled", ended["status"]!.GetValue<string>());
        Assert.DoesNotContain(Api.Log.Lines, logged => logged.Contains(patient, StringComparison.Ordinal) || logged.Contains(code, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connection_ThatComesBackWithItsLastNumber_GetsWhatItMissedOnceAndInOrder()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        var request = (await town.RequestAsync(patient, sku))["id"]!.GetValue<string>();
        var (epoch, last, hold) = ("", 0L, "");
        await using (var inbox = await Inbox.OpenAsync(Api, patient))
        {
            await town.CountAsync("P1", sku, 1);
            var held = await inbox.NextAsync("held");
            (epoch, last, hold) = (held["epoch"]!.GetValue<string>(), held["number"]!.GetValue<long>(), held["match"]!["id"]!.GetValue<string>());
        }

        await Api.PostAsync($"/v1/requests/{request}/matches/{hold}/accept", $"patient:{patient}");
        await Api.PostAsync($"/v1/pharmacies/P1/holds/{hold}/set-aside", "pharmacy:P1");

        await using var back = await Inbox.OpenAsync(Api, patient, epoch, last);
        Assert.False(back.StartsOver);
        Assert.Equal(last + 1, (await back.NextAsync("accepted"))["number"]!.GetValue<long>());
        Assert.Equal(last + 2, (await back.NextAsync("set_aside"))["number"]!.GetValue<long>());
        await Api.PostAsync($"/v1/pharmacies/P1/holds/{hold}/not-there", "pharmacy:P1");
        Assert.Equal(last + 3, (await back.NextAsync("broken"))["number"]!.GetValue<long>());
        Assert.True(back.IsEmpty);
    }

    [Fact]
    public async Task Connection_WithAnotherEpoch_StartsOver()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await town.CountAsync("P1", sku, 1);
        await town.RequestAsync(patient, sku);
        await using (var first = await Inbox.OpenAsync(Api, patient))
            await first.NextAsync("held");

        await using var restored = await Inbox.OpenAsync(Api, patient, "another-epoch", after: 77);

        Assert.Equal(1, (await restored.NextAsync("held"))["number"]!.GetValue<long>());
        Assert.NotEqual("another-epoch", restored.Epoch);
        Assert.True(restored.StartsOver);
    }

    [Fact]
    public async Task Connection_WithANumberYetToCome_IsToldAndStartsOver()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await town.CountAsync("P1", sku, 1);
        await town.RequestAsync(patient, sku);
        await using var first = await Inbox.OpenAsync(Api, patient);
        await first.NextAsync("held");

        await using var ahead = await Inbox.OpenAsync(Api, patient, first.Epoch, after: 5);

        Assert.True(ahead.StartsOver);
        Assert.Equal(1, (await ahead.NextAsync("held"))["number"]!.GetValue<long>());
    }

    [Fact]
    public async Task Connection_FarBehind_GetsMoreThanOnePage()
    {
        const int notices = 300;
        var patient = town.Fresh("anna");
        var grain = Api.Service<IGrainFactory>().GetGrain<IPatientGrain>(Caller.PseudonymOf(DevelopmentIssuer.Issuer, patient));
        var notice = new PatientTold(new(NoticeKind.Renewed, DateTimeOffset.UtcNow, new("far"), Match: null));
        await grain.DeliverAsync(new("request/far", [.. Enumerable.Range(1, notices).Select(number => new Letter(number, notice, Closes: false))]));
        while ((await grain.GetInboxAsync(null, 0)).Last < notices)
        {
            // Delivery is one-way.
        }

        await using var inbox = await Inbox.OpenAsync(Api, patient);

        for (var number = 1; number <= notices; number++)
            Assert.Equal(number, (await inbox.NextAsync("renewed"))["number"]!.GetValue<int>());
    }

    [Fact]
    public async Task Renewal_OfTheSubscription_RepeatsNothing()
    {
        await using var api = await ApiUnderTest.StartAsync(null, null, "--Limits:RenewEvery=00:00:00.010");
        await api.PutAsync("/v1/skus/test:S", "admin:a", new { name = "S" });
        await api.PutAsync("/v1/pharmacies/P1", "admin:a", new { name = "P", latitude = 1, longitude = 1 });
        var request = await api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { "test:S" }, latitude = 1.0, longitude = 1.0 });
        await using var inbox = await Inbox.OpenAsync(api, "anna");

        await api.UploadAsync("P1", """[{"sku":"test:S","onHand":1}]""");
        var hold = (await inbox.NextAsync("held"))["match"]!["id"];
        await api.PostAsync($"/v1/requests/{request.Body["id"]}/matches/{hold}/accept", "patient:anna");
        await inbox.NextAsync("accepted");
        await api.PostAsync($"/v1/pharmacies/P1/holds/{hold}/not-there", "pharmacy:P1");
        await inbox.NextAsync("broken");
        Assert.True(inbox.IsEmpty);
    }

    [Fact]
    public async Task TwoConnections_OfOnePatient_AreBothTold()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await town.RequestAsync(patient, sku);
        await using var phone = await Inbox.OpenAsync(Api, patient);
        await using var laptop = await Inbox.OpenAsync(Api, patient);

        await town.CountAsync("P1", sku, 1);

        Assert.Equal((await phone.NextAsync("held")).ToJsonString(), (await laptop.NextAsync("held")).ToJsonString());
    }

    [Fact]
    public async Task Inbox_ByHttp_TellsTheSameAsTheConnection()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await town.CountAsync("P1", sku, 1);
        await town.RequestAsync(patient, sku);
        await using var inbox = await Inbox.OpenAsync(Api, patient);
        var pushed = await inbox.NextAsync("held");

        var page = (await Api.GetAsync("/v1/inbox?after=0", $"patient:{patient}")).Body;

        Assert.Equal(pushed.ToJsonString(), Assert.Single(page["entries"]!.AsArray())!.ToJsonString());
        var after = await Api.GetAsync($"/v1/inbox?epoch={inbox.Epoch}&after=1", $"patient:{patient}");
        Assert.Empty(after.Body["entries"]!.AsArray());
    }

    [Fact]
    public async Task Recall_OfAHeldPack_BreaksTheMatchAndTellsThePatient()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await town.RequestAsync(patient, sku);
        await using var inbox = await Inbox.OpenAsync(Api, patient);
        await town.CountAsync("P1", sku, 1);
        await inbox.NextAsync("held");

        await Api.PostAsync($"/v1/skus/{sku}/suspend", "admin:a");

        await inbox.NextAsync("broken");
        Assert.Equal(0, Number(await town.LineAsync("P1", sku), "available"));
    }

    [Fact]
    public async Task StreamedStock_IsAcknowledgedPartByPart_AndMatched()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await town.RequestAsync(patient, sku);
        await using var inbox = await Inbox.OpenAsync(Api, patient);
        await using var pharmacy = await Api.ConnectAsync("pharmacy:P1");
        await pharmacy.StartAsync();
        var source = town.Fresh("till");

        var lines = System.Threading.Channels.Channel.CreateUnbounded<object>();
        var acks = pharmacy.StreamAsync<JsonNode>("StreamStock", "P1", source, 1L, lines.Reader).GetAsyncEnumerator();
        lines.Writer.TryWrite(new { sku, onHand = 1 });
        Assert.True(await acks.MoveNextAsync());
        Assert.Equal((1, 1L), (acks.Current["applied"]!.GetValue<int>(), acks.Current["lastNumber"]!.GetValue<long>()));
        await inbox.NextAsync("held");

        lines.Writer.TryWrite(new { sku = "test:unheard-of", onHand = 1 });
        lines.Writer.TryWrite(new { sku, delta = 2 });
        lines.Writer.Complete();
        var (applied, errors, last) = (0, new List<string>(), 0L);
        while (await acks.MoveNextAsync())
        {
            applied += acks.Current["applied"]!.GetValue<int>();
            errors.AddRange(acks.Current["errors"]!.AsArray().Select(error => error!["code"]!.GetValue<string>()));
            last = acks.Current["lastNumber"]!.GetValue<long>();
        }

        Assert.Equal(1, applied);
        Assert.Equal(["unknown_sku"], errors);
        Assert.Equal(3, last);
        Assert.Equal(3, Number(await town.LineAsync("P1", sku), "onHand"));
    }

    [Fact]
    public async Task WatchedHolds_ComeSoonAndAfterAChange()
    {
        await town.OpenPharmacyAsync("P3", 10, 10);
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await using var pharmacy = await Api.ConnectAsync("pharmacy:P3");
        var told = System.Threading.Channels.Channel.CreateUnbounded<JsonNode>();
        var names = new JsonObject();
        pharmacy.On<JsonNode>("holds", holds =>
        {
            names = holds["names"]!.AsObject();
            told.Writer.TryWrite(holds["holds"]!);
        });
        await pharmacy.StartAsync();
        await pharmacy.InvokeAsync("WatchHolds", "P3");
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        Assert.Empty((await told.Reader.ReadAsync(patience.Token)).AsArray());

        await town.CountAsync("P3", sku, 1);
        await Api.PostAsync("/v1/requests", $"patient:{patient}", new { skus = new[] { sku }, latitude = 10.0, longitude = 10.0 });

        JsonArray holds;
        do
            holds = (await told.Reader.ReadAsync(patience.Token)).AsArray();
        while (holds.Count == 0);
        Assert.Equal(sku, holds[0]!["sku"]!.GetValue<string>());
        Assert.Equal($"Medicine {sku}", names[sku]!.GetValue<string>());
        foreach (var list in new[] { "holds", "stock" })
            Assert.Equal($"Medicine {sku}", (await Api.GetAsync($"/v1/pharmacies/P3/{list}", "pharmacy:P3")).Body["names"]![sku]!.GetValue<string>());
    }

    [Fact]
    public async Task WatchedFeed_WithoutAToken_ShowsMatchesWithoutPatientsWhereTheDevelopmentIssuerIsOn()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await using var page = await Api.ConnectAsync(who: null);
        var told = System.Threading.Channels.Channel.CreateUnbounded<JsonNode>();
        page.On<JsonNode>("matchEvent", events => told.Writer.TryWrite(events));
        await page.StartAsync();
        await page.InvokeAsync("WatchFeed");
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);

        // The page follows the feed from about now on; what happens until then is not shown.
        JsonNode? held = null;
        while (held is null)
        {
            await town.CountAsync("P1", sku, 5);
            await town.RequestAsync(town.Fresh(patient), sku);
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            soon.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                while (held is null)
                    held = (await told.Reader.ReadAsync(soon.Token)).AsArray().FirstOrDefault(one => one!["kind"]!.GetValue<string>() == "held");
            }
            catch (OperationCanceledException) when (!patience.IsCancellationRequested)
            {
                // Once more.
            }
        }

        Assert.Equal("Pharmacy P1", held["pharmacy"]!.GetValue<string>());
        Assert.False(held.AsObject().ContainsKey("request"));
        await Assert.ThrowsAsync<HubException>(() => page.InvokeAsync("Subscribe", null, 0L));
    }

    private static int Number(JsonNode? node, string field) => node![field]!.GetValue<int>();
}
