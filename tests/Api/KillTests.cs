using System.Net.Http.Json;
using System.Text.Json;
using MatchGrid.Tests.Api.Support;

namespace MatchGrid.Tests.Api;

/// <summary>kill -9 under load: what was acknowledged is there, and nothing twice.</summary>
public sealed class KillTests
{
    private const int Kills = 3;
    private const string Sku = "ndc:00069-1085-30";

    [Fact]
    public async Task KilledUnderLoad_WhatWasAcknowledgedIsThere_AndNoPackIsHeldTwice()
    {
        using var folder = new TemporaryFolder();
        var (acknowledged, opened, seen) = (0L, new List<(string Patient, string Request)>(), new Dictionary<string, string>());
        for (var round = 0; round <= Kills; round++)
        {
            using var program = ApiProcess.Start("--urls", "http://127.0.0.1:0", "--data", folder.Path, "--Auth:Development=true");
            var url = await program.UrlAsync();
            using var admin = await ClientAsync(url, """{"role":"admin","subject":"root"}""");
            using var till = await ClientAsync(url, """{"role":"pharmacy","subject":"till","pharmacy":"P1"}""");
            if (round == 0)
            {
                (await admin.PutAsync($"/v1/skus/{Sku}", Json("""{"name":"Paxlovid"}"""))).EnsureSuccessStatusCode();
                (await admin.PutAsync("/v1/pharmacies/P1", Json(
                    """{"name":"One","kind":"retail","latitude":40.7,"longitude":-74,"hours":"24/7","zone":"UTC"}"""))).EnsureSuccessStatusCode();
            }

            await CheckAsync(url, till, acknowledged, opened, seen);
            if (round == Kills)
                break;

            // One pack after the other, one patient after the other, until the process is gone in the middle of it.
            var number = acknowledged;
            var reporting = Task.Run(async () =>
            {
                while (true)
                {
                    var reply = await till.PostAsync($"/v1/pharmacies/P1/stock?source=till&firstNumber={number + 1}", Json($$"""[{"sku":"{{Sku}}","delta":1}]"""));
                    reply.EnsureSuccessStatusCode();
                    acknowledged = ++number;
                }
            });
            var asking = Task.Run(async () =>
            {
                for (var i = 0; ; i++)
                {
                    var name = $"p{round}-{i}";
                    using var patient = await ClientAsync(url, $$"""{"role":"patient","subject":"{{name}}"}""");
                    var reply = await patient.PostAsync("/v1/requests", Json(
                        $$"""{"skus":["{{Sku}}"],"quantity":1,"latitude":40.7,"longitude":-74,"radiusMetres":5000,"urgency":"soon"}"""));
                    reply.EnsureSuccessStatusCode();
                    opened.Add((name, (await reply.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!));
                }
            });
            while (opened.Count < (round + 1) * 20 && !reporting.IsCompleted && !asking.IsCompleted)
                await Task.WhenAny(reporting, asking, Task.Delay(TimeSpan.FromMilliseconds(5)));
            await program.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => reporting);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => asking);
        }

        Assert.True(acknowledged > Kills && opened.Count >= Kills * 20);
    }

    private static async Task CheckAsync(Uri url, HttpClient till, long acknowledged, List<(string Patient, string Request)> opened, Dictionary<string, string> seen)
    {
        var lines = await till.GetFromJsonAsync<JsonElement>("/v1/pharmacies/P1/stock");
        var line = lines.ValueKind == JsonValueKind.Array ? lines : lines.GetProperty("lines");
        if (acknowledged > 0)
        {
            var (onHand, held) = (line[0].GetProperty("onHand").GetInt64(), line[0].GetProperty("held").GetInt64());
            Assert.InRange(onHand, acknowledged, acknowledged + 1); // at most the one that nobody was told of
            Assert.InRange(held, 0, onHand);
        }

        var codes = new HashSet<string>();
        foreach (var (name, request) in opened)
        {
            using var patient = await ClientAsync(url, $$"""{"role":"patient","subject":"{{name}}"}""");
            var view = await patient.GetFromJsonAsync<JsonElement>($"/v1/requests/{request}");
            var live = view.GetProperty("matches").EnumerateArray().Select(match => match.GetProperty("code").GetString()!).ToList();
            Assert.True(live.Count <= 1, "more matches than packs asked for");
            Assert.All(live, code => Assert.True(codes.Add(code), "one hold for two patients"));
            if (seen.TryGetValue(request, out var before))
                Assert.Equal(before, Assert.Single(live));
            if (live is [var told])
                seen[request] = told;
        }
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task<HttpClient> ClientAsync(Uri url, string who)
    {
        var http = new HttpClient { BaseAddress = url };
        var answer = await http.PostAsync("/v1/dev/token", Json(who));
        answer.EnsureSuccessStatusCode();
        http.DefaultRequestHeaders.Authorization = new("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        return http;
    }
}
