using System.Net;
using System.Text.Json;
using MatchGrid.Replay.Checking;
using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Faults.Kill;
using MatchGrid.Tests.Faults.Place;

namespace MatchGrid.Tests.Faults;

/// <summary>The place fails: the process says what is wrong, acknowledges nothing that it cannot store, loses nothing, and goes on once the cause is gone.</summary>
public sealed class PlaceTests
{
    /// <summary>Of any one file: the write-ahead log reaches it first. What comes from outside a limit like this is EFBIG instead of ENOSPC, and a signal.</summary>
    private const int MostFileBytes = 3_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task FileThatMayNotGrow_EndsTheProcessWithItsReason_AndNothingAcknowledgedIsLost()
    {
        using var folder = new TemporaryFolder();
        int acknowledged;
        // The runtime keeps a large file of its own for code that it may write: not with this setting.
        string[] limited = ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh", "env", "DOTNET_EnableWriteXorExecute=0", "prlimit", $"--fsize={MostFileBytes}"];
        using (var program = ApiProcess.StartUnder(limited, Arguments(folder.Path)))
        {
            using var till = await Till.OpenAsync(await program.UrlAsync());
            var answer = await till.ReportAsync();
            while (answer?.Status == HttpStatusCode.OK)
                answer = await till.ReportAsync();
            acknowledged = till.Acknowledged;

            var (exit, output, _) = await program.EndAsync();
            Assert.True(answer is null or (HttpStatusCode.ServiceUnavailable, _), answer?.Text);
            Assert.True(acknowledged > 1);
            Assert.Equal(70, exit);
            Assert.Contains("The log failed, so this process stops", output, StringComparison.Ordinal);
            Assert.Contains(folder.Path, output, StringComparison.Ordinal);
        }

        await GoesOnAsync(folder.Path, acknowledged);
    }

    [Fact]
    public async Task TornEndOfTheLog_CostsNothingAcknowledged()
    {
        using var folder = new TemporaryFolder();
        int acknowledged;
        using (var program = ApiProcess.Start(Arguments(folder.Path)))
        {
            using var till = await Till.OpenAsync(await program.UrlAsync());
            for (var i = 0; i < 10; i++)
                await till.ReportAsync();
            acknowledged = till.Acknowledged;
            await program.KillAsync();
        }

        Assert.Equal(10, acknowledged);
        var log = Path.Combine(folder.Path, "matchgrid.db-wal");
        var bytes = await File.ReadAllBytesAsync(log);
        await File.WriteAllBytesAsync(log, [.. bytes, .. bytes.AsSpan(32, 24), .. new byte[1_000]]); // a frame begun and not ended
        await GoesOnAsync(folder.Path, acknowledged);
    }

    [Theory]
    [InlineData("/proc/matchgrid")]
    [InlineData("/dev/null")]
    public async Task FolderThatCannotBeWritten_IsSaid(string path)
    {
        using var program = ApiProcess.Start(Arguments(path));
        var (exit, output, error) = await program.EndAsync();

        Assert.Equal(1, exit);
        Assert.Contains($"{path} cannot be written", error, StringComparison.Ordinal);
        Assert.Contains("--data", error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(output);
    }

    [FaketimeFact]
    public async Task ClockSetBack_AndThenForward_LosesNothing_AndDeadlinesAreKept()
    {
        using var folder = new TemporaryFolder();
        using var doors = new Doors();
        (string Request, JsonElement Match) anna, bert;
        using (var program = ApiProcess.Start(Arguments(folder.Path)))
        {
            doors.Open(await program.UrlAsync());
            var admin = await doors.TokenAsync("admin", "root");
            (await doors.SendAsync(HttpMethod.Put, "/v1/skus/test:S", admin, """{"name":"S"}""")).Ok();
            (await doors.SendAsync(
                HttpMethod.Put, "/v1/pharmacies/P1", admin, """{"name":"One","kind":"retail","latitude":40.7,"longitude":-74,"hours":"24/7","zone":"UTC"}""")).Ok();
            await AddPackAsync(doors);
            anna = await AskAsync(doors, "anna");
            (await doors.SendAsync(HttpMethod.Post, $"/v1/requests/{anna.Request}/matches/{IdOf(anna.Match)}/accept", await doors.TokenAsync("patient", "anna"))).Ok();
            doors.Close();
            await program.KillAsync();
        }

        using (var program = ApiProcess.StartUnder(["faketime", "-f", "-3h"], Arguments(folder.Path)))
        {
            doors.Open(await program.UrlAsync());
            await AddPackAsync(doors);
            bert = await AskAsync(doors, "bert");
            var pharmacy = await doors.TokenAsync("pharmacy", "till", "P1");
            var body = JsonSerializer.Serialize(new { code = anna.Match.GetProperty("code").GetString(), hold = IdOf(anna.Match) });
            (await doors.SendAsync(HttpMethod.Post, "/v1/pharmacies/P1/hand-over", pharmacy, body)).Ok();
            await NoticeAsync(doors, "anna", "collected");
            doors.Close();
            await program.KillAsync();
        }

        using (var program = ApiProcess.StartUnder(["faketime", "-f", "+20h"], Arguments(folder.Path)))
        {
            doors.Open(await program.UrlAsync());
            await NoticeAsync(doors, "bert", "lapsed"); // nobody answered, and it is long past
            await NoticeAsync(doors, "anna", "collected");
            Assert.NotEqual(IdOf(anna.Match), IdOf(bert.Match));
            Assert.Equal(0, await program.InterruptAsync());
        }

        Assert.Empty((await GridChecker.CheckAsync(folder.Path)).Violations);
    }

    private static string[] Arguments(string folder) => ["--urls", "http://127.0.0.1:0", "--data", folder, "--Auth:Development=true", "--Limits:MostLag=00:01:00"];

    private static async Task GoesOnAsync(string folder, int acknowledged)
    {
        using var again = ApiProcess.Start(Arguments(folder));
        using var till = await Till.OpenAsync(await again.UrlAsync(), acknowledged);
        await till.CheckAsync();
        Assert.Equal(0, await again.InterruptAsync());
    }

    private static async Task AddPackAsync(Doors doors) => (await doors.SendAsync(
        HttpMethod.Post, "/v1/pharmacies/P1/stock", await doors.TokenAsync("pharmacy", "till", "P1"), """[{"sku":"test:S","delta":1}]""")).Ok();

    private static async Task<(string Request, JsonElement Match)> AskAsync(Doors doors, string patient)
    {
        var body = JsonSerializer.Serialize(new { skus = new[] { "test:S" }, latitude = 40.7, longitude = -74.0, radiusMetres = 5_000 });
        var request = (await doors.SendAsync(HttpMethod.Post, "/v1/requests", await doors.TokenAsync("patient", patient), body)).Ok();
        return (request.GetProperty("id").GetString()!, (await NoticeAsync(doors, patient, "held")).GetProperty("match"));
    }

    /// <summary>Reads the inbox until it tells this; its numbers must have no gap.</summary>
    private static async Task<JsonElement> NoticeAsync(Doors doors, string patient, string kind)
    {
        var token = await doors.TokenAsync("patient", patient);
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var entries = (await doors.SendAsync(HttpMethod.Get, "/v1/inbox", token)).Ok().GetProperty("entries").EnumerateArray().ToList();
            Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => entry.GetProperty("number").GetInt32()));
            if (entries.Find(entry => entry.GetProperty("kind").GetString() == kind) is { ValueKind: JsonValueKind.Object } found)
                return found;
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private static string IdOf(JsonElement match) => match.GetProperty("id").GetString()!;
}
