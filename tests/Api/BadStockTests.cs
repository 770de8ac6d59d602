using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api;

/// <summary>Wrong, repeated, missing and broken-off stock: told line by line, the rest kept, nothing acknowledged that is not stored.</summary>
public sealed class BadStockTests(Town town) : IClassFixture<Town>
{
    private ApiUnderTest Api => town.Api;

    [Fact]
    public async Task Upload_WithWrongLines_TellsEachAndKeepsTheRest()
    {
        var sku = await town.SkuAsync();
        var upload = string.Join('\n',
        [
            $$"""{"sku":"{{sku}}","onHand":4}""",
            """{"sku":"test:unheard-of","onHand":4}""",
            $$"""{"sku":"{{sku}}","onHand":-1}""",
            $$"""{"sku":"{{sku}}","onHand":1000001}""",
            $$"""{"sku":"{{sku}}","delta":0}""",
            $$"""{"sku":"{{sku}}","delta":99999999999999}""",
            $$"""{"sku":"{{sku}}","onHand":"four"}""",
            $$"""{"sku":"{{sku}}","onHand":1,"delta":1}""",
            $$"""{"sku":"{{sku}}"}""",
            """{"sku":"no colon","onHand":1}""",
            $$"""{"sku":"{{sku}}","onHand":1,"at":"yesterday"}""",
            $$"""{"sku":"{{sku}}","delta":1,"at":"2999-01-01T00:00:00Z"}""",
            "{broken",
            new string('x', 9000),
            $$"""{"sku":"{{sku}}","delta":2}""",
        ]);

        var answer = await Api.UploadAsync("P1", upload, "application/x-ndjson");

        Assert.Equal(200, (int)answer.Status);
        Assert.Equal(2, answer.Body["applied"]!.GetValue<int>());
        Assert.Equal(
            [
                "2:unknown_sku", "3:count_out_of_range", "4:count_out_of_range", "5:count_out_of_range", "6:count_out_of_range", "7:invalid_count",
                "8:both_count_and_delta", "9:missing_field", "10:invalid_sku", "11:invalid_instant", "12:instant_in_future", "13:invalid_json", "14:line_too_long",
            ],
            answer.LineErrors.OrderBy(error => int.Parse(error[..error.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture)));
        Assert.Equal(13, answer.Body["errorCount"]!.GetValue<int>());
        Assert.Equal(6, (await town.LineAsync("P1", sku))!["onHand"]!.GetValue<int>());
    }

    [Fact]
    public async Task Upload_OfNothingButErrors_IsUnprocessable()
    {
        var answer = await Api.UploadAsync("P1", """[{"sku":"test:unheard-of","onHand":4}]""");

        Assert.Equal(422, (int)answer.Status);
        Assert.Equal(["1:unknown_sku"], answer.LineErrors);
    }

    [Fact]
    public async Task Upload_ToAnUnknownPharmacy_IsRefusedWhole()
    {
        var answer = await Api.UploadAsync("P404", $$"""[{"sku":"{{await town.SkuAsync()}}","onHand":4}]""");

        Assert.Equal((404, "unknown_pharmacy"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Upload_AsCsv_IsReadLikeJson()
    {
        var sku = await town.SkuAsync();

        var answer = await Api.UploadAsync("P1", $"sku;on_hand;price_minor;currency\n{sku};7;499;EUR\n{sku};x;1;EUR\n", "text/csv");

        Assert.Equal(["3:invalid_count"], answer.LineErrors);
        Assert.Equal(499, (await town.LineAsync("P1", sku))!["priceMinor"]!.GetValue<int>());
    }

    [Fact]
    public async Task RepeatedNumbers_ChangeNothing()
    {
        var (sku, source) = (await town.SkuAsync(), town.Fresh("till"));
        var upload = $$"""[{"sku":"{{sku}}","onHand":4},{"sku":"{{sku}}","delta":-1}]""";
        await Api.UploadAsync("P1", upload, query: $"?source={source}&firstNumber=1");

        var again = await Api.UploadAsync("P1", upload, query: $"?source={source}&firstNumber=1");

        Assert.Equal((200, 0, 2), ((int)again.Status, again.Body["applied"]!.GetValue<int>(), again.Body["repeated"]!.GetValue<int>()));
        Assert.Equal(2, again.Body["lastNumber"]!.GetValue<long>());
        Assert.Equal(3, (await town.LineAsync("P1", sku))!["onHand"]!.GetValue<int>());
    }

    [Fact]
    public async Task MissingNumbers_MakeTheLineUnsureUntilTheNextCount()
    {
        var (sku, source) = (await town.SkuAsync(), town.Fresh("till"));
        await town.CountAsync("P1", sku, 4, query: $"?source={source}&firstNumber=1");

        var gap = await Api.UploadAsync("P1", $$"""[{"sku":"{{sku}}","delta":1}]""", query: $"?source={source}&firstNumber=5");

        Assert.Equal(2, gap.Body["gapFrom"]!.GetValue<long>());
        var line = await town.LineAsync("P1", sku);
        Assert.True(line!["unsure"]!.GetValue<bool>());
        Assert.Equal(0, line["available"]!.GetValue<int>());
        await town.CountAsync("P1", sku, 9, query: $"?source={source}&firstNumber=6");
        Assert.Equal(9, (await town.LineAsync("P1", sku))!["available"]!.GetValue<int>());
    }

    [Fact]
    public async Task LateNumbers_ChangeNothing()
    {
        var (sku, source) = (await town.SkuAsync(), town.Fresh("till"));
        await town.CountAsync("P1", sku, 4, query: $"?source={source}&firstNumber=10");

        var late = await Api.UploadAsync("P1", $$"""[{"sku":"{{sku}}","delta":-3}]""", query: $"?source={source}&firstNumber=7");

        Assert.Equal((0, 1), (late.Body["applied"]!.GetValue<int>(), late.Body["repeated"]!.GetValue<int>()));
        Assert.Equal(4, (await town.LineAsync("P1", sku))!["onHand"]!.GetValue<int>());
    }

    [Fact]
    public async Task RefusedLine_OfANumberedUpload_LeavesNoGap()
    {
        var (sku, source) = (await town.SkuAsync(), town.Fresh("till"));

        var answer = await Api.UploadAsync(
            "P1",
            $$"""[{"sku":"{{sku}}","onHand":4},{"sku":"test:unheard-of","onHand":1},{"sku":"{{sku}}","delta":1}]""",
            query: $"?source={source}&firstNumber=1");

        Assert.Equal(["2:unknown_sku"], answer.LineErrors);
        Assert.False(answer.Body.AsObject().ContainsKey("gapFrom"));
        Assert.Equal(3, answer.Body["lastNumber"]!.GetValue<long>());
        Assert.Equal(5, (await town.LineAsync("P1", sku))!["available"]!.GetValue<int>());
    }

    [Fact]
    public async Task NumbersOfTheLinesThemselves_CountToo()
    {
        var (sku, source) = (await town.SkuAsync(), town.Fresh("till"));

        var answer = await Api.UploadAsync(
            "P1", $$"""[{"sku":"{{sku}}","onHand":4,"number":1},{"sku":"{{sku}}","delta":1,"number":2},{"sku":"{{sku}}","delta":1,"number":4}]""", query: $"?source={source}");

        Assert.Equal((3L, 4L), (answer.Body["gapFrom"]!.GetValue<long>(), answer.Body["lastNumber"]!.GetValue<long>()));
        Assert.True((await town.LineAsync("P1", sku))!["unsure"]!.GetValue<bool>());
    }

    [Fact]
    public async Task LateCount_AfterAHandOver_BringsNoPackBack()
    {
        var (sku, patient) = (await town.SkuAsync(), town.Fresh("anna"));
        await town.RequestAsync(patient, sku);
        await using var inbox = await Inbox.OpenAsync(Api, patient);
        await town.CountAsync("P1", sku, 1);
        var match = (await inbox.NextAsync("held"))["match"]!;
        var counted = DateTimeOffset.UtcNow.ToString("o", CultureInfo.InvariantCulture);
        var handedOver = await Api.PostAsync("/v1/pharmacies/P1/hand-over", "pharmacy:P1", new { code = match["code"]!.GetValue<string>() });
        Assert.Equal(200, (int)handedOver.Status);

        await town.CountAsync("P1", sku, 1, at: counted); // taken while the pack still stood there

        var line = await town.LineAsync("P1", sku);
        Assert.Equal((0, 0), (line!["onHand"]!.GetValue<int>(), line["available"]!.GetValue<int>()));
    }

    [Fact]
    public async Task OlderCount_ThanTheLast_IsStale()
    {
        var sku = await town.SkuAsync();
        await town.CountAsync("P1", sku, 4);

        var answer = await town.CountAsync("P1", sku, 9, at: "2026-01-01T00:00:00Z");

        Assert.Equal(["1:stale_count"], answer.LineErrors);
        Assert.Equal(4, (await town.LineAsync("P1", sku))!["onHand"]!.GetValue<int>());
    }

    [Fact]
    public async Task SecondSource_ThatCountsALine_IsRefusedAndMarked()
    {
        var sku = await town.SkuAsync();
        await town.CountAsync("P1", sku, 4, query: "?source=till");

        var answer = await town.CountAsync("P1", sku, 9, query: "?source=warehouse");

        Assert.Equal(["1:conflicting_source"], answer.LineErrors);
        var line = await town.LineAsync("P1", sku);
        Assert.Equal((4, "warehouse"), (line!["onHand"]!.GetValue<int>(), line["conflict"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Upload_ThatEndsInTheMiddleOfALine_KeepsTheWholeLines()
    {
        var sku = await town.SkuAsync();

        var answer = await Api.UploadAsync("P1", $$"""
            {"sku":"{{sku}}","onHand":4}
            {"sku":"{{sku}}","del
            """, "application/x-ndjson");

        Assert.Equal(["2:truncated"], answer.LineErrors);
        Assert.Equal(4, (await town.LineAsync("P1", sku))!["onHand"]!.GetValue<int>());
    }

    [Fact]
    public async Task Upload_WhoseConnectionBreaks_KeepsTheWholeLinesAndAcknowledgesNoMore()
    {
        var (sku, token) = (await town.SkuAsync(), await Api.TokenAsync("pharmacy", "P1", "P1"));
        var line = $$"""{"sku":"{{sku}}","onHand":4}""";
        using var client = new TcpClient(Api.Root.Host, Api.Root.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/pharmacies/P1/stock HTTP/1.1\r\nHost: {Api.Root.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/x-ndjson\r\nContent-Length: 5000\r\n\r\n{line}\n{line[..20]}"));
        while (await town.LineAsync("P1", sku) is null)
        {
            // The whole line is on its way.
        }

        client.Client.Shutdown(SocketShutdown.Send);
        var reply = "";
        try
        {
            reply = await new StreamReader(stream).ReadToEndAsync();
        }
        catch (IOException)
        {
            // A connection that was reset acknowledges nothing either.
        }

        Assert.DoesNotContain("\"applied\":2", reply, StringComparison.Ordinal);
        Assert.Equal(4, (await town.LineAsync("P1", sku))!["onHand"]!.GetValue<int>());
    }

    [Fact]
    public async Task Stream_LargerThanAJsonBodyMayBe_IsTaken()
    {
        var sku = await town.SkuAsync();
        var lines = new StringBuilder();
        for (var i = 0; i < 30_000; i++)
            lines.Append(CultureInfo.InvariantCulture, $"{{\"sku\":\"{sku}\",\"onHand\":{i % 100}}}          \n");

        var answer = await Api.UploadAsync("P1", lines.ToString(), "application/x-ndjson");

        Assert.True(lines.Length > 1 << 20);
        Assert.Equal(30_000, answer.Body["applied"]!.GetValue<int>());
    }

    [Fact]
    public async Task JsonBody_Of100Megabytes_IsRefusedBeforeItIsRead()
    {
        using var client = new TcpClient(Api.Root.Host, Api.Root.Port);
        var stream = client.GetStream();
        var token = await Api.TokenAsync("pharmacy", "P1", "P1");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/pharmacies/P1/stock HTTP/1.1\r\nHost: {Api.Root.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {100 << 20}\r\n\r\n["));

        var reply = await new StreamReader(stream).ReadToEndAsync(); // to its end: the connection is closed

        Assert.StartsWith("HTTP/1.1 413", reply, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"body_too_large\"", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonBody_TooLargeWithoutSayingSo_IsRefused()
    {
        var body = new StringContent($$"""{"displayName":"{{new string('x', 2 << 20)}}"}""");
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/v1/me") { Content = body };
        request.Headers.Authorization = new("Bearer", await Api.TokenAsync("patient", "anna"));
        request.Headers.TransferEncodingChunked = true;

        var answer = await Api.SendAsync(request);

        Assert.Equal((413, "body_too_large"), ((int)answer.Status, answer.Code));
    }

    [Fact]
    public async Task Upload_OfAnotherMediaType_IsRefused()
    {
        var answer = await Api.UploadAsync("P1", "x", "text/plain");

        Assert.Equal((415, "unsupported_media_type"), ((int)answer.Status, answer.Code));
    }
}
