using System.Text.Json.Nodes;
using MatchGrid.Api.Access;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.SignalR.Client;
using Xunit;

namespace MatchGrid.Tests.Api;

/// <summary>How sure a claim of stock is, what a pharmacy is asked to confirm, and why a request has nothing yet.</summary>
public sealed class TruthTests(Town town) : IClassFixture<Town>
{
    private static readonly TimeSpan Stale = TimeSpan.FromDays(20);

    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Availability_StaleNearbyAndFreshFartherOff_ShowsHowSureAndBeginsWithTheLikely()
    {
        var sku = await town.SkuAsync();
        await CountLongAgoAsync("P1", sku, 3);
        await town.CountAsync("P2", sku, 3);

        var places = await PlacesAsync(sku);
        while (places.Count < 2)
            places = await PlacesAsync(sku);

        Assert.Equal(["P2", "P1"], places.Select(place => place!["pharmacy"]!["id"]!.GetValue<string>()));
        var (fresh, stale) = (places[0]!, places[1]!);
        Assert.True(fresh["confidence"]!.GetValue<double>() > 0.99 && stale["confidence"]!.GetValue<double>() is > 0 and < 0.3, places.ToJsonString());
        Assert.True(DateTimeOffset.UtcNow - stale["seenAt"]!.GetValue<DateTimeOffset>() > TimeSpan.FromDays(19));
    }

    [Fact]
    public async Task StaleLineWithAHold_ThePharmacyIsAskedPushedAndConfirms()
    {
        var sku = await town.SkuAsync();
        await using var pharmacy = await Api.ConnectAsync("pharmacy:P1");
        var pushed = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        pharmacy.On<JsonNode>("confirm", lists =>
        {
            if (Find(lists, sku) is { } line)
                pushed.TrySetResult(line);
        });
        await pharmacy.StartAsync();
        await pharmacy.InvokeAsync("WatchHolds", "P1");

        await CountLongAgoAsync("P1", sku, 3);
        Assert.Null(await AskedAsync(sku)); // nobody counts on it
        await town.RequestAsync(town.Fresh("anna"), sku);

        var asked = await pushed.Task.WaitAsync(ApiUnderTest.Patience);
        Assert.Equal(("stale", 3, 1), (asked["reason"]!.GetValue<string>(), asked["onHand"]!.GetValue<int>(), asked["held"]!.GetValue<int>()));
        Assert.NotNull(await AskedAsync(sku));
        Assert.Equal(403, (int)(await Api.GetAsync("/v1/pharmacies/P1/confirmations", "pharmacy:P2")).Status);
        Assert.Equal(204, (int)(await Api.PostAsync($"/v1/pharmacies/P1/stock/{sku}/confirm", "pharmacy:P1", new { })).Status);
        Assert.Null(await AskedAsync(sku));
        Assert.Equal((3, 1.0), ((await town.LineAsync("P1", sku))!["onHand"]!.GetValue<int>(), (await town.LineAsync("P1", sku))!["confidence"]!.GetValue<double>()));
    }

    [Fact]
    public async Task Confirm_OfMissingReports_NeedsANumber()
    {
        var sku = await town.SkuAsync();
        await Api.UploadAsync("P1", $$"""[{"sku":"{{sku}}","onHand":3,"number":1}]""", query: "?source=gaps" + sku[7..]);
        await Api.UploadAsync("P1", $$"""[{"sku":"{{sku}}","delta":-1,"number":7}]""", query: "?source=gaps" + sku[7..]);

        Assert.Equal("unsure", (await AskedAsync(sku))!["reason"]!.GetValue<string>());
        Assert.Equal("line_unsure", (await Api.PostAsync($"/v1/pharmacies/P1/stock/{sku}/confirm", "pharmacy:P1", new { })).Code);
        Assert.Equal(204, (int)(await Api.PostAsync($"/v1/pharmacies/P1/stock/{sku}/confirm", "pharmacy:P1", new { onHand = 2 })).Status);
        Assert.Equal(2, (await town.LineAsync("P1", sku))!["available"]!.GetValue<int>());
        Assert.Equal("unknown_sku", (await Api.PostAsync("/v1/pharmacies/P1/stock/test:nowhere/confirm", "pharmacy:P1", new { })).Code);
    }

    [Fact]
    public async Task Why_IsForItsPatientAlone_AndShowsNothingOfAnyoneElse()
    {
        var sku = await town.SkuAsync();
        var others = Enumerable.Range(0, 7).Select(_ => town.Fresh("other")).ToList();
        var requests = new List<string>();
        foreach (var other in others)
            requests.Add((await town.RequestAsync(other, sku))["id"]!.GetValue<string>());
        var patient = town.Fresh("anna");
        var mine = (await town.RequestAsync(patient, sku, quantity: 3))["id"]!.GetValue<string>();

        var why = await Api.GetAsync($"/v1/requests/{mine}/why", $"patient:{patient}");
        Assert.Equal(["nothing_in_reach", "others_before"], Codes(why));
        Assert.Contains("7 stand before you around here: 7 have waited longer.", why.Text, StringComparison.Ordinal);
        foreach (var (other, request) in others.Zip(requests))
        {
            Assert.Equal(404, (int)(await Api.GetAsync($"/v1/requests/{mine}/why", $"patient:{other}")).Status);
            var pseudonym = Caller.PseudonymOf(DevelopmentIssuer.Issuer, other);
            Assert.All([other, request, pseudonym], trace => Assert.DoesNotContain(trace, why.Text, StringComparison.Ordinal));
        }

        var second = await Api.GetAsync($"/v1/requests/{requests[1]}/why", $"patient:{others[1]}");
        Assert.Contains("Fewer than 5 stand before you", second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"count\":1", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Match_KeepsItsReceipt_AndTellsItInPlainWords()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await town.CountAsync("P1", sku, 1);
        var mine = (await town.RequestAsync(patient, sku))["id"]!.GetValue<string>();

        var match = await MatchAsync(mine, patient);
        while (match is null)
            match = await MatchAsync(mine, patient);

        Assert.Equal(("shortest_trip", 0, 1), (match["receipt"]!["rule"]!.GetValue<string>(), match["receipt"]!["requests"]!.GetValue<int>(), match["receipt"]!["pharmacies"]!.GetValue<int>()));
        Assert.Equal("It was the one pharmacy around known to have it; its stock had been looked at just before (100 % sure).", match["why"]!.GetValue<string>());
        Assert.Equal(["all_found"], Codes(await Api.GetAsync($"/v1/requests/{mine}/why", $"patient:{patient}")));
    }

    private static IEnumerable<string> Codes(Answer why) => why.Body["reasons"]!.AsArray().Select(reason => reason!["code"]!.GetValue<string>());

    private static JsonNode? Find(JsonNode lists, string sku) =>
        lists["lines"]!.AsArray().FirstOrDefault(line => line!["sku"]!.GetValue<string>() == sku);

    private async Task<JsonNode?> AskedAsync(string sku) => Find((await Api.GetAsync("/v1/pharmacies/P1/confirmations?limit=1000", "pharmacy:P1")).Body, sku);

    private Task<Answer> CountLongAgoAsync(string pharmacy, string sku, int packs) => town.CountAsync(pharmacy, sku, packs, $"{DateTimeOffset.UtcNow - Stale:O}");

    private async Task<JsonNode?> MatchAsync(string request, string patient) =>
        (await Api.GetAsync($"/v1/requests/{request}", $"patient:{patient}")).Body["matches"]!.AsArray().FirstOrDefault();

    private async Task<JsonArray> PlacesAsync(string sku) =>
        (await Api.GetAsync($"/v1/availability?sku={sku}&lat={Town.Latitude}&lon={Town.Longitude}&radiusMetres=5000", "patient:anna")).Body["places"]!.AsArray();
}
