using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MatchGrid.Bench.Load;

namespace MatchGrid.Tests.Faults.Kill;

/// <summary>
/// The doors of a process that is killed and started again. Whoever is in the middle of something waits for the next process and asks again: an
/// answer that came is a promise, one that did not come says nothing.
/// </summary>
internal sealed class Doors : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null });
    private readonly Lock gate = new();
    private TaskCompletionSource<Uri> open = New();

    /// <summary>A process answers there.</summary>
    public void Open(Uri root)
    {
        lock (gate)
            open.SetResult(root);
    }

    /// <summary>It is about to end: the one after it is waited for.</summary>
    public void Close()
    {
        lock (gate)
            open = New();
    }

    /// <summary>The process that runs, or the next.</summary>
    public Task<Uri> CurrentAsync()
    {
        lock (gate)
            return open.Task.WaitAsync(Patience);
    }

    /// <summary>Asks until it is answered.</summary>
    /// <returns>The answer, and whether an earlier try may have been taken without one.</returns>
    public async Task<Reply> SendAsync(HttpMethod method, string path, string? token, string? body = null, string? key = null)
    {
        for (var tries = 1; ; tries++)
        {
            var root = await CurrentAsync();
            try
            {
                using var request = new HttpRequestMessage(method, new Uri(root, path));
                if (body is not null)
                    request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                if (token is not null)
                    request.Headers.Authorization = new("Bearer", token);
                if (key is not null)
                    request.Headers.Add("Idempotency-Key", key);
                using var response = await http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                if (response.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests))
                    return new(response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text), tries > 1);
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException)
            {
                // The next try tells.
            }

            await Task.Delay(Again);
        }
    }

    public async Task<string> TokenAsync(string role, string subject, string? pharmacy = null) =>
        (await SendAsync(HttpMethod.Post, "/v1/dev/token", token: null, JsonSerializer.Serialize(new { role, subject, pharmacy }))).Ok().GetProperty("token").GetString()!;

    /// <summary>Keeps a live socket from one process to the next.</summary>
    /// <param name="token">Of whoever follows.</param>
    /// <param name="method">The hub method that subscribes.</param>
    /// <param name="arguments">Its arguments as JSON, asked for at each connection.</param>
    /// <param name="told">Called with each push; what it throws ends this.</param>
    /// <param name="ended">Ends it.</param>
    public async Task FollowAsync(string token, string method, Func<string> arguments, ToldPatient told, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var root = await CurrentAsync().WaitAsync(ended);
                var hub = new UriBuilder(root) { Scheme = "ws", Path = "/hubs/live", Query = $"access_token={token}" };
                using var socket = await PatientSocket.ConnectAsync(hub.Uri, arguments(), told, method);
                await socket.Ended.WaitAsync(ended);
            }
            catch (Exception cut) when (cut is WebSocketException or InvalidOperationException)
            {
                await Task.Delay(Again, CancellationToken.None); // killed while connecting
            }
            catch (OperationCanceledException)
            {
                // Over.
            }
        }
    }

    public void Dispose() => http.Dispose();

    private static TaskCompletionSource<Uri> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Repeated">Whether an earlier try got no answer: it may have been taken.</param>
internal sealed record Reply(HttpStatusCode Status, JsonElement Body, bool Repeated)
{
    public string? Code => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>The body of a success.</summary>
    /// <exception cref="PromiseBrokenException">It is none.</exception>
    public JsonElement Ok() => (int)Status is >= 200 and < 300 ? Body : throw new PromiseBrokenException($"refused: {(int)Status} {Body}");

    /// <summary>A success, or a refusal that says that an earlier try was taken.</summary>
    public void OkOr(params string[] taken)
    {
        if (!Repeated || Code is null || !taken.Contains(Code))
            Ok();
    }
}
