using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MatchGrid.Bench.Load;
using MatchGrid.Tests.Api.Support;
using MatchGrid.Tests.Faults.Kill;

namespace MatchGrid.Tests.Faults;

/// <summary>A client that does not read costs a bounded buffer, then its connection; nothing of its inbox.</summary>
public sealed partial class SlowClientTests
{
    private const int Workers = 8;
    private const int RequestsEach = 125;
    private const int Notices = 2 * Workers * RequestsEach; // held, cancelled
    private const byte Separator = 0x1e;

    /// <summary>Makes notices long, so that the kernel's buffers are full soon.</summary>
    private static readonly string LongName = new('N', 200);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task ClientThatReadsNothing_IsCutOff_AndResumesWithoutLoss()
    {
        using var folder = new TemporaryFolder();
        using var program = ApiProcess.Start(
            "--urls", "http://127.0.0.1:0", "--data", folder.Path, "--Auth:Development=true", "--Storage:SyncToDisk=false", "--Grid:InboxKept=10000",
            "--Limits:CallerPerMinute=100000", "--Limits:AddressPerMinute=100000", "--Limits:NeedsPerPatientHour=100000", "--Limits:NeedsPerAddressHour=100000", "--Limits:MostLag=00:01:00");
        using var doors = new Doors();
        var root = await program.UrlAsync();
        doors.Open(root);
        var admin = await doors.TokenAsync("admin", "root");
        (await doors.SendAsync(
            HttpMethod.Put, "/v1/pharmacies/P1", admin, $$"""{"name":"{{LongName}}","kind":"retail","latitude":40.7,"longitude":-74,"hours":"24/7","zone":"UTC","address":"{{LongName}}"}""")).Ok();
        for (var i = 0; i < Workers; i++)
        {
            (await doors.SendAsync(HttpMethod.Put, $"/v1/skus/test:S{i}", admin, """{"name":"S"}""")).Ok();
            (await doors.SendAsync(HttpMethod.Post, "/v1/pharmacies/P1/stock", admin, $$"""[{"sku":"test:S{{i}}","onHand":1000}]""")).Ok();
        }

        var token = await doors.TokenAsync("patient", "anna");
        using var deaf = await SubscribeAndReadNothingAsync(root, token);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => AskAndCancelAsync(doors, token, $"test:S{worker}")));

        // What had left before the server gave it up.
        var (epoch, last) = Told(await ReadToEndAsync(deaf));
        Assert.InRange(last, 1, Notices - 1);

        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hub = new UriBuilder(root) { Scheme = "ws", Path = "/hubs/live", Query = $"access_token={token}" };
        using var again = await PatientSocket.ConnectAsync(hub.Uri, JsonSerializer.Serialize(new object?[] { epoch, last }), (message, _) =>
        {
            using var push = JsonDocument.Parse(message);
            Assert.Equal(++last, push.RootElement.GetProperty("arguments")[0].GetProperty("number").GetInt64());
            if (last == Notices)
                all.SetResult();
        });
        await await Task.WhenAny(all.Task, again.Ended).WaitAsync(Patience);
        Assert.Equal(Notices, last);
    }

    private static async Task AskAndCancelAsync(Doors doors, string token, string sku)
    {
        var body = JsonSerializer.Serialize(new { skus = new[] { sku }, latitude = 40.7, longitude = -74.0, radiusMetres = 5_000 });
        for (var i = 0; i < RequestsEach; i++)
        {
            var answer = await doors.SendAsync(HttpMethod.Post, "/v1/requests", token, body);
            while (answer.Code == "group_already_requested") // that the last one ended is on its way
                answer = await doors.SendAsync(HttpMethod.Post, "/v1/requests", token, body);
            var request = answer.Ok();
            var id = request.GetProperty("id").GetString();
            while (request.GetProperty("matches").GetArrayLength() == 0)
                request = (await doors.SendAsync(HttpMethod.Get, $"/v1/requests/{id}", token)).Ok();
            (await doors.SendAsync(HttpMethod.Delete, $"/v1/requests/{id}", token)).Ok();
        }
    }

    private static async Task<Socket> SubscribeAndReadNothingAsync(Uri root, string token)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(IPAddress.Loopback, root.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /hubs/live?access_token={token} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"));
        var head = new byte[1024];
        Assert.StartsWith("HTTP/1.1 101", Encoding.ASCII.GetString(head, 0, await socket.ReceiveAsync(head)), StringComparison.Ordinal);
        await socket.SendAsync(Frame("""{"protocol":"json","version":1}"""));
        await socket.SendAsync(Frame("""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[null,0]}"""));
        return socket;
    }

    // A text frame under 126 bytes, masked with zeros.
    private static byte[] Frame(string message) => [0x81, (byte)(0x80 | (message.Length + 1)), 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(message), Separator];

    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var (text, part) = (new StringBuilder(), new byte[64 << 10]);
        try
        {
            while (await socket.ReceiveAsync(part, patience.Token) is > 0 and var read)
                text.Append(Encoding.Latin1.GetString(part, 0, read));
        }
        catch (SocketException)
        {
            // Reset: also an end.
        }

        return text.ToString();
    }

    private static (string Epoch, long Last) Told(string text)
    {
        var pushes = Push().Matches(text);
        Assert.Equal(Enumerable.Range(1, pushes.Count), pushes.Select(push => int.Parse(push.Groups["number"].Value)));
        return (pushes[^1].Groups["epoch"].Value, pushes.Count);
    }

    [GeneratedRegex("\"epoch\":\"(?<epoch>[^\"]*)\",\"number\":(?<number>[0-9]+),[^\u001e]*\u001e", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Push();
}
