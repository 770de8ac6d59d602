using System.Reflection;
using System.Text;
using MatchGrid.Api.Problems;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api;

/// <summary>Whatever is wrong with what comes in: a problem with a stable code, never a stack trace.</summary>
public sealed class BadInputTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Theory]
    [InlineData(91.0, 0.0, "latitude")]
    [InlineData(0.0, 180.5, "longitude")]
    [InlineData(1e308, 0.0, "latitude")]
    public async Task Request_OffTheEarth_IsRefused(double latitude, double longitude, string field)
    {
        var answer = await Api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { await town.SkuAsync() }, latitude, longitude });

        Assert.Equal((422, "invalid_coordinates", field), ((int)answer.Status, answer.Code, answer.Field));
    }

    [Fact]
    public async Task Pharmacy_OffTheEarth_IsRefused()
    {
        var answer = await Api.PutAsync("/v1/pharmacies/PX", "admin:a", new { name = "X", latitude = -90.1, longitude = 0 });

        Assert.Equal((422, "invalid_coordinates"), ((int)answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("""{"skus":["test:unheard-of"],"latitude":1,"longitude":1}""", 422, "unknown_sku", "skus[0]")]
    [InlineData("""{"skus":["nonsense"],"latitude":1,"longitude":1}""", 422, "invalid_sku", "skus[0]")]
    [InlineData("""{"skus":[],"latitude":1,"longitude":1}""", 422, "missing_field", "skus")]
    [InlineData("""{"latitude":1,"longitude":1}""", 422, "missing_field", "skus")]
    [InlineData("""{"q":"unheardof","latitude":1,"longitude":1}""", 422, "unknown_sku", "q")]
    [InlineData("""{"skus":["SKU"],"longitude":1}""", 422, "missing_field", "latitude")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"quantity":0}""", 422, "quantity_out_of_range", "quantity")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"quantity":101}""", 422, "quantity_out_of_range", "quantity")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"radiusMetres":99}""", 422, "radius_out_of_range", "radiusMetres")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"radiusMetres":2500001}""", 422, "radius_out_of_range", "radiusMetres")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"deliveryRadiusMetres":-1}""", 422, "radius_out_of_range", "deliveryRadiusMetres")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"neededBy":"2020-01-01T00:00:00Z"}""", 422, "invalid_instant", "neededBy")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"recurEveryDays":-1}""", 422, "invalid_field", "recurEveryDays")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"quietHours":{"from":"22:00","until":"07:00","zone":"Mars/Olympus"}}""", 422, "invalid_field", "quietHours")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"urgency":"desperate"}""", 400, "invalid_field", "urgency")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"quantity":"3"}""", 400, "invalid_field", "quantity")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1,"quantity":1.5}""", 400, "invalid_field", "quantity")]
    [InlineData("""{"skus":["SKU"],"latitude":1,"longitude":1""", 400, "invalid_json", null)]
    [InlineData("""{"skus":["SKU"],"skus":["SKU"],"latitude":1,"longitude":1}""", 400, "invalid_field", "skus")]
    [InlineData("[]", 400, "invalid_field", null)]
    [InlineData("", 400, "missing_field", "body")]
    public async Task Request_WithSomethingWrong_SaysWhat(string body, int status, string code, string? field)
    {
        var content = new StringContent(body.Replace("SKU", await town.SkuAsync(), StringComparison.Ordinal), Encoding.UTF8, "application/json");

        var answer = await Api.SendAsync(HttpMethod.Post, "/v1/requests", $"patient:{town.Fresh("anna")}", content);

        Assert.Equal((status, code, field), ((int)answer.Status, answer.Code, answer.Field));
        Assert.Equal("application/problem+json", answer.ContentHeaders.ContentType?.MediaType);
    }

    [Fact]
    public async Task Request_WithManyThingsWrong_ListsThem()
    {
        var answer = await Api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { "test:unheard-of" }, latitude = 99, longitude = 1, radiusMetres = 1 });

        Assert.Equal(
            ["invalid_coordinates", "radius_out_of_range", "unknown_sku"],
            answer.Body["errors"]!.AsArray().Select(error => error!["code"]!.GetValue<string>()).Order());
    }

    [Fact]
    public async Task Request_AcrossSubstitutionGroups_IsRefused()
    {
        var answer = await Api.PostAsync(
            "/v1/requests", "patient:anna", new { skus = new[] { await town.SkuAsync(), await town.SkuAsync() }, latitude = 1, longitude = 1 });

        Assert.Equal((422, "mixed_groups"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Request_ForARecalledSku_IsRefused()
    {
        var sku = await town.SkuAsync();
        await Api.PostAsync($"/v1/skus/{sku}/suspend", "admin:a");

        var answer = await Api.PostAsync("/v1/requests", "patient:anna", new { skus = new[] { sku }, latitude = 1, longitude = 1 });

        Assert.Equal((409, "sku_suspended"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task SecondRequest_ForTheSameGroup_IsRefusedUntilTheFirstEnds()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        var first = await town.RequestAsync(patient, sku);
        var again = new { skus = new[] { sku }, latitude = 1.0, longitude = 1.0 };

        var refused = await Api.PostAsync("/v1/requests", $"patient:{patient}", again);

        Assert.Equal((409, "group_already_requested"), ((int)refused.Status, refused.Code));
        var cancelled = await Api.SendAsync(HttpMethod.Delete, $"/v1/requests/{first["id"]}", $"patient:{patient}", content: null);
        Assert.Equal("cancelled", cancelled.Body["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET", "/v1/nowhere", 404, "not_found")]
    [InlineData("GET", "/nowhere", 404, "not_found")]
    [InlineData("DELETE", "/v1/inbox", 405, "method_not_allowed")]
    [InlineData("GET", "/v1/requests/unheard-of", 404, "unknown_request")]
    [InlineData("GET", "/v1/pharmacies/unheard-of", 404, "unknown_pharmacy")]
    [InlineData("GET", "/v1/skus/test:unheard-of", 404, "unknown_sku")]
    [InlineData("GET", "/v1/availability?lat=north&lon=1", 400, "invalid_field")]
    [InlineData("GET", "/v1/availability?lat=1&lon=1", 422, "missing_field")]
    [InlineData("GET", "/v1/skus?q=a&limit=100000", 422, "invalid_field")]
    [InlineData("GET", "/v1/inbox?after=-1", 422, "invalid_field")]
    [InlineData("POST", "/v1/requests/unheard-of/matches/m/accept", 404, "unknown_request")]
    public async Task Address_WithNothingToShow_SaysSo(string method, string path, int status, string code)
    {
        var answer = await Api.SendAsync(new(method), path, "patient:anna", content: null);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Body_OfAnotherMediaType_IsRefused()
    {
        var answer = await Api.SendAsync(HttpMethod.Put, "/v1/me", "patient:anna", new StringContent("{}", Encoding.UTF8, "text/plain"));

        Assert.Equal((415, "unsupported_media_type"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task WrongPickUpCode_IsRefused()
    {
        var answer = await Api.PostAsync("/v1/pharmacies/P1/hand-over", "pharmacy:P1", new { code = "NOTACODE" });

        Assert.Equal((422, "wrong_code", "code"), ((int)answer.Status, answer.Code, answer.Field));
    }

    [Fact]
    public async Task Import_WithWrongLines_TellsEachAndKeepsTheRest()
    {
        var name = town.Fresh("test:I");
        var lines = $$"""
            {"sku":"{{name}}","name":"Imported"}
            {"sku":"{{name}}"}
            {"sku":"no colon","name":"x"}
            {"sku":"{{name}}","name":"x","priceMinor":-1,"currency":"EUR"}
            not json
            """;

        var answer = await Api.SendAsync(HttpMethod.Post, "/v1/skus:import", "admin:a", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));

        Assert.Equal(1, answer.Body["applied"]!.GetValue<int>());
        Assert.Equal(["2:missing_field", "3:invalid_sku", "4:invalid_field", "5:invalid_json"], answer.LineErrors);
        Assert.Equal("Imported", (await Api.GetAsync($"/v1/skus/{name}", "patient:anna")).Body["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task PharmacyImport_OpensEach()
    {
        var lines = """
            {"id":"I1","name":"One","latitude":1,"longitude":1}
            {"id":"I2","name":"Two","latitude":1,"longitude":1,"hours":"Mo-Fr 25:00","zone":"Europe/Paris"}
            """;

        var answer = await Api.SendAsync(HttpMethod.Post, "/v1/pharmacies:import", "admin:a", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"));

        Assert.Equal(["2:invalid_field"], answer.LineErrors);
        Assert.Equal("One", (await Api.GetAsync("/v1/pharmacies/I1", "patient:anna")).Body["name"]!.GetValue<string>());
    }

    [Fact]
    public void EveryCode_HasAStatusThatIsARefusal()
    {
        var codes = new[] { typeof(RefusalCodes), typeof(ApiCodes) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static)).Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, code => Assert.InRange(RefusalStatus.Of(code), 400, 503));
        Assert.All(codes.Where(code => code.StartsWith("unknown_", StringComparison.Ordinal) && code != RefusalCodes.UnknownSku), code => Assert.Equal(404, RefusalStatus.Of(code)));
    }
}
