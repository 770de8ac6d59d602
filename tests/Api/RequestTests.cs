using System.Text;
using MatchGrid.Api.Access;
using MatchGrid.Patients;
using MatchGrid.Tests.Api.Support;
using Orleans;

namespace MatchGrid.Tests.Api;

/// <summary>Requests, availability and demand by HTTP.</summary>
public sealed class RequestTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Retry_WithTheSameKey_IsTheSameRequest()
    {
        var (sku, patient, key) = (await town.SkuAsync(), town.Fresh("anna"), town.Fresh("key"));
        var body = new { skus = new[] { sku }, latitude = 1.0, longitude = 1.0 };

        var first = await Api.PostAsync("/v1/requests", $"patient:{patient}", body, key);
        var retry = await Api.PostAsync("/v1/requests", $"patient:{patient}", body, key);

        Assert.Equal((201, 200), ((int)first.Status, (int)retry.Status));
        Assert.Equal(first.Body["id"]!.GetValue<string>(), retry.Body["id"]!.GetValue<string>());
        Assert.Equal($"/v1/requests/{first.Body["id"]}", first.Headers.Location?.ToString());
        var other = await Api.PostAsync("/v1/requests", $"patient:{town.Fresh("bert")}", body, key);
        Assert.NotEqual(first.Body["id"]!.GetValue<string>(), other.Body["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Retry_WithTheSameId_IsTheSameRequest()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        var body = new { id = "mine", skus = new[] { sku }, latitude = 1.0, longitude = 1.0 };

        var first = await Api.PostAsync("/v1/requests", $"patient:{patient}", body);
        var retry = await Api.PostAsync("/v1/requests", $"patient:{patient}", body);

        Assert.Equal(first.Body["id"]!.GetValue<string>(), retry.Body["id"]!.GetValue<string>());
        Assert.Single((await Api.GetAsync("/v1/requests", $"patient:{patient}")).Body["requests"]!.AsArray());
    }

    [Fact]
    public async Task Reservation_OfARequestThatWasNeverOpened_StandsInNobodysWay()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        var grain = Api.Service<IGrainFactory>().GetGrain<IPatientGrain>(Caller.PseudonymOf(DevelopmentIssuer.Issuer, patient));
        Assert.Null((await grain.ReserveAsync(sku, new("lost"))).Refusal);

        var opened = await town.RequestAsync(patient, sku);

        Assert.Equal("lost", opened["id"]!.GetValue<string>());
        var again = await Api.PostAsync("/v1/requests", $"patient:{patient}", new { skus = new[] { sku }, latitude = 1.0, longitude = 1.0 });
        Assert.Equal("group_already_requested", again.Code);
    }

    [Fact]
    public async Task Place_IsKeptRounded()
    {
        var answer = await Api.PostAsync(
            "/v1/requests", $"patient:{town.Fresh("anna")}", new { skus = new[] { await town.SkuAsync() }, latitude = 48.8566123, longitude = 2.3522456 });

        Assert.NotEqual(48.8566123, answer.Body["latitude"]!.GetValue<double>());
        Assert.Equal(48.8566123, answer.Body["latitude"]!.GetValue<double>(), 0.0025);
    }

    [Fact]
    public async Task Group_StandsForItsSkus()
    {
        var group = town.Fresh("group");
        var (one, two) = (await town.SkuAsync(group), await town.SkuAsync(group));

        var answer = await Api.PostAsync("/v1/requests", $"patient:{town.Fresh("anna")}", new { group, latitude = 1.0, longitude = 1.0 });

        Assert.Equal([one, two], answer.Body["skus"]!.AsArray().Select(sku => sku!["sku"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Change_ReplacesWhatIsSentAndKeepsTheRest()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        var opened = await Api.PostAsync("/v1/requests", $"patient:{patient}", new
        {
            skus = new[] { sku }, quantity = 3, latitude = 1.0, longitude = 1.0, radiusMetres = 5000, neededBy = "2999-01-01T00:00:00Z",
            quietHours = new { from = "22:00", until = "07:00", zone = "Europe/Paris" },
        });

        var changed = await Api.SendAsync(
            HttpMethod.Patch,
            $"/v1/requests/{opened.Body["id"]}",
            $"patient:{patient}",
            new StringContent("""{"quantity":2,"quietHours":null}""", Encoding.UTF8, "application/merge-patch+json"));

        Assert.Equal((2, 5000), (changed.Body["quantity"]!.GetValue<int>(), changed.Body["radiusMetres"]!.GetValue<int>()));
        Assert.False(changed.Body.AsObject().ContainsKey("quietHours"));
        Assert.Equal(opened.Body["since"]!.GetValue<string>(), changed.Body["since"]!.GetValue<string>());
        Assert.StartsWith("2999-01-01", changed.Body["neededBy"]!.GetValue<string>(), StringComparison.Ordinal);
        var wrong = await Api.SendAsync(
            HttpMethod.Patch,
            $"/v1/requests/{opened.Body["id"]}",
            $"patient:{patient}",
            new StringContent("""{"quantity":"two"}""", Encoding.UTF8, "application/merge-patch+json"));
        Assert.Equal("quantity", wrong.Field);
    }

    [Fact]
    public async Task PlaceInLine_ShowsWhoIsAhead()
    {
        var sku = await town.SkuAsync();
        await town.RequestAsync(town.Fresh("first"), sku);
        var patient = town.Fresh("second");
        var request = await town.RequestAsync(patient, sku);

        var place = await PlaceAsync();
        while (place["waiting"]!.GetValue<int>() < 2)
            place = await PlaceAsync(); // until both have joined

        Assert.Equal(1, place["ahead"]!.GetValue<int>());

        async Task<System.Text.Json.Nodes.JsonNode> PlaceAsync()
        {
            System.Text.Json.Nodes.JsonArray places;
            do
                places = (await Api.GetAsync($"/v1/requests/{request["id"]}/place", $"patient:{patient}")).Body["places"]!.AsArray();
            while (places.Count == 0);
            return places[0]!;
        }
    }

    [Fact]
    public async Task DeclinedMatch_GoesToTheNextInLine()
    {
        var (sku, first, second) = (await town.SkuAsync(), town.Fresh("first"), town.Fresh("second"));
        var request = await town.RequestAsync(first, sku);
        await town.RequestAsync(second, sku);
        await using var inbox = await Inbox.OpenAsync(Api, first);
        await using var next = await Inbox.OpenAsync(Api, second);
        await town.CountAsync("P1", sku, 1);
        var match = (await inbox.NextAsync("held"))["match"]!;

        var declined = await Api.PostAsync($"/v1/requests/{request["id"]}/matches/{match["id"]}/decline", $"patient:{first}");

        Assert.Equal("declined", declined.Body["status"]!.GetValue<string>());
        await next.NextAsync("held");
    }

    [Fact]
    public async Task ConfirmedUrgency_IsShownToThePatient()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        var request = (await town.RequestAsync(patient, sku))["id"]!.GetValue<string>();

        var confirmed = await Api.PostAsync($"/v1/requests/{request}/confirm-urgency", "pharmacy:P1", new { urgency = "critical" });

        Assert.Equal(204, (int)confirmed.Status);
        var shown = (await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body;
        Assert.True(shown["urgencyConfirmed"]!.GetValue<bool>());
        var own = await Api.PostAsync($"/v1/requests/{request}/confirm-urgency", $"patient:{patient}", new { urgency = "critical" });
        Assert.Equal(403, (int)own.Status);
    }

    [Fact]
    public async Task Availability_ShowsWhoHasItNearestFirst()
    {
        var sku = await town.SkuAsync();
        await town.CountAsync("P2", sku, 3);
        await town.CountAsync("P1", sku, 2);

        var places = (await Api.GetAsync($"/v1/availability?sku={sku}&lat={Town.Latitude}&lon={Town.Longitude}&radiusMetres=5000", "patient:anna")).Body["places"]!.AsArray();
        while (places.Count < 2)
            places = (await Api.GetAsync($"/v1/availability?sku={sku}&lat={Town.Latitude}&lon={Town.Longitude}&radiusMetres=5000", "patient:anna")).Body["places"]!.AsArray();

        Assert.Equal(["P1", "P2"], places.Select(place => place!["pharmacy"]!["id"]!.GetValue<string>()));
        Assert.Equal((0, 2, 350, true), (places[0]!["distanceMetres"]!.GetValue<int>(), places[0]!["available"]!.GetValue<int>(), places[0]!["priceMinor"]!.GetValue<int>(), places[0]!["pharmacy"]!["openNow"]!.GetValue<bool>()));
        Assert.InRange(places[0]!["ageSeconds"]!.GetValue<long>(), 0, 60);
        var near = await Api.GetAsync($"/v1/availability?sku={sku}&lat={Town.Latitude}&lon={Town.Longitude}&radiusMetres=500", "patient:anna");
        Assert.Single(near.Body["places"]!.AsArray());
    }

    [Fact]
    public async Task Availability_HidesConcealedSkusThoughTheyAreMatched()
    {
        var (sku, patient) = (await town.SkuAsync(concealed: true), town.Fresh("anna"));
        await town.CountAsync("P1", sku, 2);

        var answer = await Api.GetAsync($"/v1/availability?sku={sku}&lat={Town.Latitude}&lon={Town.Longitude}", $"patient:{patient}");

        Assert.Empty(answer.Body["places"]!.AsArray());
        await town.RequestAsync(patient, sku);
        await using var inbox = await Inbox.OpenAsync(Api, patient);
        await inbox.NextAsync("held");
    }

    [Fact]
    public async Task Demand_ShowsSmallNumbersAsSmallOnly()
    {
        await town.OpenPharmacyAsync("P9", -20, 30);
        var (rare, wanted) = (await town.SkuAsync(), await town.SkuAsync());
        await OpenAsync(rare, 4);
        await OpenAsync(wanted, 5);

        var demand = await DemandAsync();
        while (demand.Count < 2 || demand.All(line => line!["open"] is null))
            demand = await DemandAsync(); // until all have joined

        Assert.Equal([wanted, rare], demand.Select(line => line!["sku"]!.GetValue<string>()));
        Assert.Equal((5, "5"), (demand[0]!["open"]!.GetValue<int>(), demand[0]!["openText"]!.GetValue<string>()));
        Assert.Equal("<5", demand[1]!["openText"]!.GetValue<string>());
        Assert.True(demand[1]!.AsObject().ContainsKey("open"));
        Assert.Null(demand[1]!["open"]);
        Assert.False(demand[1]!.AsObject().ContainsKey("quantity"));

        async Task OpenAsync(string sku, int patients)
        {
            for (var i = 0; i < patients; i++)
                await Api.PostAsync("/v1/requests", $"patient:{town.Fresh("p")}", new { skus = new[] { sku }, latitude = -20.0, longitude = 30.0 });
        }

        async Task<System.Text.Json.Nodes.JsonArray> DemandAsync() => (await Api.GetAsync("/v1/pharmacies/P9/demand", "pharmacy:P9")).Body["demand"]!.AsArray();
    }

    [Fact]
    public async Task PausedPharmacy_HoldsNothingUntilItResumes()
    {
        await town.OpenPharmacyAsync("P7", 60, 60);
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        Assert.Equal(204, (int)(await Api.PostAsync("/v1/pharmacies/P7/pause", "pharmacy:P7")).Status);
        await town.CountAsync("P7", sku, 1);
        await Api.PostAsync("/v1/requests", $"patient:{patient}", new { skus = new[] { sku }, latitude = 60.0, longitude = 60.0 });
        Assert.Equal(0, (await town.LineAsync("P7", sku))!["available"]!.GetValue<int>());

        await Api.PostAsync("/v1/pharmacies/P7/resume", "pharmacy:P7");

        await using var inbox = await Inbox.OpenAsync(Api, patient);
        await inbox.NextAsync("held");
    }

    [Fact]
    public async Task Floor_IsNeverOffered()
    {
        var sku = await town.SkuAsync();
        await town.CountAsync("P1", sku, 5);

        Assert.Equal(204, (int)(await Api.PutAsync($"/v1/pharmacies/P1/stock/{sku}/floor", "pharmacy:P1", new { floor = 3 })).Status);

        Assert.Equal(2, (await town.LineAsync("P1", sku))!["available"]!.GetValue<int>());
    }
}
