using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using MatchGrid.Bench.Load;
using MatchGrid.Journals;
using MatchGrid.Messages;
using MatchGrid.Patients;
using MatchGrid.Pharmacies;
using MatchGrid.Requests;
using MatchGrid.Silo.Journals;
using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Faults.Kill;

namespace MatchGrid.Tests.Faults.Trace;

/// <summary>The real process under a tracer and some load: tills, patients who ask and accept, live sockets.</summary>
internal static class TracedRun
{
    private const int Pharmacies = 3;
    private const int NumbersPerTill = 1_000_000;

    /// <summary>Reported, asked for, accepted; one for each patient.</summary>
    public const int Requests = 36;

    private const string Sku = "test:traced";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>What was told and what it rests on, beside the trace.</summary>
    public static async Task<(List<SystemCall> Trace, List<Told> Told)> RunAsync(string folder, params string[] settings)
    {
        var (output, data) = (Path.Combine(folder, "trace"), Path.Combine(folder, "data"));
        using var doors = new Doors();
        using (var program = ApiProcess.StartUnder(
            TraceReader.Runner(output), ["--urls", "http://127.0.0.1:0", "--data", data, "--Auth:Development=true", "--Limits:CallerPerMinute=100000", "--Limits:AddressPerMinute=100000", "--Limits:NeedsPerPatientHour=100000", "--Limits:NeedsPerAddressHour=100000", "--Limits:MostLag=00:01:00", .. settings]))
        {
            doors.Open(await program.UrlAsync());
            await LoadAsync(doors);
            await program.InterruptAsync();
        }

        return (TraceReader.Read(output), await ToldAsync(data));
    }

    private static async Task LoadAsync(Doors doors)
    {
        var admin = await doors.TokenAsync("admin", "root");
        (await doors.SendAsync(HttpMethod.Put, $"/v1/skus/{Sku}", admin, """{"name":"Traced"}""")).Ok();
        for (var i = 0; i < Pharmacies; i++)
            (await doors.SendAsync(HttpMethod.Put, $"/v1/pharmacies/P{i}", admin, $$"""{"name":"P{{i}}","kind":"retail","latitude":40.7,"longitude":-74,"hours":"24/7","zone":"UTC"}""")).Ok();
        await Task.WhenAll([.. Enumerable.Range(0, Pharmacies).Select(i => ReportAsync(doors, i)), .. Enumerable.Range(0, Requests).Select(i => AskAsync(doors, i))]);
    }

    // Each till counts in a range of its own, so that an answer says which report it is to.
    private static async Task ReportAsync(Doors doors, int pharmacy)
    {
        var token = await doors.TokenAsync("pharmacy", $"till {pharmacy}", $"P{pharmacy}");
        for (var i = 1; i <= Requests / Pharmacies; i++)
        {
            (await doors.SendAsync(
                HttpMethod.Post, $"/v1/pharmacies/P{pharmacy}/stock?source=till&firstNumber={((pharmacy + 1) * NumbersPerTill) + i}", token, $$"""[{"sku":"{{Sku}}","delta":1}]""")).Ok();
        }
    }

    private static async Task AskAsync(Doors doors, int patient)
    {
        var token = await doors.TokenAsync("patient", $"patient{patient}");
        var told = Channel.CreateUnbounded<JsonElement>();
        var hub = new UriBuilder(await doors.CurrentAsync()) { Scheme = "ws", Path = "/hubs/live", Query = $"access_token={token}" };
        using var socket = await PatientSocket.ConnectAsync(
            hub.Uri, "[null,0]", (message, _) => told.Writer.TryWrite(JsonDocument.Parse(message).RootElement.GetProperty("arguments")[0]));
        var body = JsonSerializer.Serialize(new { skus = new[] { Sku }, quantity = 1, latitude = 40.7, longitude = -74.0, radiusMetres = 5_000 });
        using var patience = new CancellationTokenSource(Patience);
        var request = (await doors.SendAsync(HttpMethod.Post, "/v1/requests", token, body)).Ok().GetProperty("id").GetString();
        var match = (await NoticeAsync("held")).GetProperty("match").GetProperty("id").GetString();
        (await doors.SendAsync(HttpMethod.Post, $"/v1/requests/{request}/matches/{match}/accept", token)).Ok();
        await NoticeAsync("accepted");

        async Task<JsonElement> NoticeAsync(string kind)
        {
            while (true)
            {
                var notice = await told.Reader.ReadAsync(patience.Token);
                if (notice.GetProperty("kind").GetString() == kind)
                    return notice;
            }
        }
    }

    /// <summary>From what is stored: every report, request, acceptance and notice, with the row that says so.</summary>
    private static async Task<List<Told>> ToldAsync(string data)
    {
        await using var log = SqliteLog.Open(new() { Folder = data, Manual = true }, TimeProvider.System);
        var told = new List<Told>();
        foreach (var grain in log.Grains)
        {
            var (kind, key) = Addresses.Split(grain);
            switch (kind)
            {
                case Addresses.Pharmacy:
                    await foreach (var (change, row) in EventsAsync(log, grain, PharmacyJson.Codec))
                    {
                        if (change is StockReported { LastNumber: { } number })
                            told.Add(New($"answer to report {number}", row, $"\"lastNumber\":{number},"));
                    }

                    break;
                case Addresses.Request:
                    await foreach (var (change, row) in EventsAsync(log, grain, RequestJson.Codec))
                    {
                        if (change is RequestOpened)
                            told.Add(New($"answer to request {key}", row, $"/v1/requests/{key}"));
                        else if (change is MatchAccepted accepted)
                            told.Add(New($"answer to acceptance of {accepted.Hold}", row, $"{{\"id\":\"{accepted.Hold}\"", "\"status\":\"accepted\""));
                    }

                    break;
                case Addresses.Patient:
                    var (epoch, last) = ("", 0L);
                    await foreach (var (change, row) in EventsAsync(log, grain, PatientJson.Codec))
                    {
                        if (change is InboxBegun begun)
                            epoch = $"{log.Epoch}.{begun.Epoch}";
                        else if (change is NoticeEntered)
                            told.Add(New($"push {++last} to {key}", row, $"[{{\"epoch\":\"{epoch}\",\"number\":{last},"));
                    }

                    break;
            }
        }

        return told;
    }

    private static async IAsyncEnumerable<(TEvent Change, byte[] Row)> EventsAsync<TState, TEvent>(SqliteLog log, string grain, JournalCodec<TState, TEvent> codec)
        where TState : JournalledState<TEvent>
    {
        foreach (var row in (await log.ReadAsync(grain)).Rows)
        {
            foreach (var change in codec.DecodeRow(row).Events ?? [])
                yield return (change, row.ToArray());
        }
    }

    private static Told New(string what, byte[] row, params string[] sent) => new(what, [.. sent.Select(Encoding.UTF8.GetBytes)], row);
}
