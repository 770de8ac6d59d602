using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace MatchGrid.Bench.Load;

/// <summary>
/// A server in a process of its own, on a free loopback port, with a new data folder that goes with it, or one that stays; or hosts that run already and
/// stay, which share what is sent.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process? process;
    private readonly string? ownFolder;
    private readonly HttpClient[] hosts;
    private int sent;

    private ServerProcess(Process? process, string? ownFolder, params Uri[] roots)
    {
        (this.process, this.ownFolder) = (process, ownFolder);
        hosts = [.. roots.Select(root => new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null, MaxConnectionsPerServer = 64 })
        {
            BaseAddress = root,
        })];
    }

    public Uri Root => RootOf(0);

    /// <summary>Up to 64 keep-alive connections.</summary>
    public HttpClient Http => hosts[0];

    /// <summary>Processor time used so far, by all its threads; zero for hosts that ran already.</summary>
    public TimeSpan Processor
    {
        get
        {
            process?.Refresh();
            return process?.TotalProcessorTime ?? TimeSpan.Zero;
        }
    }

    /// <summary>Bytes in memory; zero for hosts that ran already.</summary>
    public long Memory
    {
        get
        {
            process?.Refresh();
            return process?.WorkingSet64 ?? 0;
        }
    }

    /// <summary>The host of a live connection, each in turn.</summary>
    public Uri RootOf(int connection) => hosts[connection % hosts.Length].BaseAddress!;

    /// <summary>Hosts that run already, with the development issuer on and no limit on rates.</summary>
    public static ServerProcess At(string[] roots) => new(null, null, [.. roots.Select(root => new Uri(root))]);

    /// <summary>The product, as it is started by hand, with the development issuer on and no limit on rates.</summary>
    /// <param name="heapMiB">Ceiling of its managed heap; 0 for none.</param>
    /// <param name="settings">More of its options.</param>
    public static Task<ServerProcess> StartGridAsync(int heapMiB = 0, params string[] settings) =>
        StartAsync(kept: null, folder => [.. GridArguments(folder), .. settings], heapMiB);

    /// <summary>The same on a data folder that is there and stays.</summary>
    public static Task<ServerProcess> StartGridOnAsync(string folder) => StartAsync(folder, GridArguments);

    public static Task<ServerProcess> StartRelayAsync() => StartAsync(kept: null, folder => [typeof(ServerProcess).Assembly.Location, RelayServer.Command, folder]);

    public static Task<ServerProcess> StartHooksAsync() => StartAsync(kept: null, _ => [typeof(ServerProcess).Assembly.Location, HookReceiver.Command]);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            host.Dispose();
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (ownFolder is not null)
            Directory.Delete(ownFolder, recursive: true);
    }

    /// <summary>A request with a token and a body.</summary>
    public static HttpRequestMessage Post(string path, string? token, string type, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, new MediaTypeHeaderValue(type)) };
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    /// <summary>Sends; anything but success ends the measure.</summary>
    public async Task<string> SendAsync(HttpRequestMessage request)
    {
        using var response = await hosts[(uint)Interlocked.Increment(ref sent) % hosts.Length].SendAsync(request);
        var answer = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"{request.RequestUri}: {(int)response.StatusCode} {answer}");
    }

    /// <summary>A token of the development issuer.</summary>
    public async Task<string> TokenAsync(object who)
    {
        var answer = await SendAsync(Post("/v1/dev/token", token: null, "application/json", JsonSerializer.Serialize(who)));
        return JsonDocument.Parse(answer).RootElement.GetProperty("token").GetString()!;
    }

    private static string[] GridArguments(string folder) =>
    [
        Path.Combine(AppContext.BaseDirectory, "MatchGrid.Api.dll"), "--urls", "http://127.0.0.1:0", "--data", folder, "--Auth:Development=true",
        "--Limits:CallerPerMinute=1000000000", "--Limits:PharmacyPerMinute=1000000000", "--Limits:AddressPerMinute=1000000000",
        "--Limits:NeedsPerPatientHour=1000000000", "--Limits:NeedsPerAddressHour=1000000000",
    ];

    private static async Task<ServerProcess> StartAsync(string? kept, Func<string, string[]> arguments, int heapMiB = 0)
    {
        var own = kept is null ? Directory.CreateTempSubdirectory("matchgrid-bench-").FullName : null;
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments(kept ?? own!)) { UseShellExecute = false, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) != "dotnet")
            start.FileName = "dotnet";
        if (heapMiB > 0)
            start.Environment["DOTNET_GCHeapHardLimit"] = $"0x{(long)heapMiB << 20:X}";
        var started = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        while (await started.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is var at and >= 0)
            {
                _ = started.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new(started, own, new Uri(line[at..]));
            }
        }

        throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended before it listened");
    }
}
