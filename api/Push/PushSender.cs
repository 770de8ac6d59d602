using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Patients;
using Orleans;

namespace MatchGrid.Api.Push;

/// <summary>
/// Sends messages to push services (RFC 8030), not before what they tell of is durable, and again while a service does not take them. What waits here is
/// lost with the process; the inbox is not, and says it when the page is opened.
/// </summary>
public sealed partial class PushSender : BackgroundService, IPatientAlerts
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly IGrainFactory grains;
    private readonly ServerKey key;
    private readonly PushOptions options;
    private readonly ITelling telling;
    private readonly TimeProvider time;
    private readonly ILogger<PushSender> log;
    private readonly Channel<Message> waiting;
    private readonly HttpClient http;

    public PushSender(IGrainFactory grains, ServerKey key, PushOptions options, ITelling telling, TimeProvider time, ILogger<PushSender> log)
    {
        (this.grains, this.key, this.options, this.telling, this.time, this.log) = (grains, key, options, telling, time, log);
        waiting = Channel.CreateBounded<Message>(new BoundedChannelOptions(options.Waiting) { FullMode = BoundedChannelFullMode.DropOldest });
        // A listed service that redirects elsewhere is not followed.
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = options.Timeout };
    }

    public void Alert(PatientId patient, ImmutableArray<InboxEntry> entries, ImmutableArray<PushDevice> devices)
    {
        var latest = time.GetUtcNow() + options.KeepFor;
        foreach (var entry in entries)
        {
            if (PushText.Of(entry) is not { } text)
                continue;
            foreach (var device in devices)
                waiting.Writer.TryWrite(new(patient, device, text, PushText.Until(entry, latest), entry.Notice.Kind == NoticeKind.Held));
        }
    }

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Parallel.ForEachAsync(
            waiting.Reader.ReadAllAsync(stoppingToken),
            new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = stoppingToken },
            async (message, stopping) => await SendAsync(message, stopping));

    private async Task SendAsync(Message message, CancellationToken stopping)
    {
        try
        {
            await telling.ToOutsideAsync();
            var (result, after) = await TryAsync(message, stopping);
            if (result == Result.Gone)
                await grains.GetGrain<IPatientGrain>(message.Patient.Value).RemoveDeviceAsync(message.Device.Endpoint);
            else if (result == Result.Again)
                _ = AgainAsync(message, after, stopping);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogFailed(failed);
        }
    }

    private async Task<(Result Result, TimeSpan? After)> TryAsync(Message message, CancellationToken stopping)
    {
        var left = message.Until - time.GetUtcNow();
        if (left <= TimeSpan.Zero || !Uri.TryCreate(message.Device.Endpoint, UriKind.Absolute, out var endpoint) || !options.Allows(endpoint))
            return (Result.Over, null);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new ByteArrayContent(PushEncryption.Encrypt(
                message.Text, PushEncryption.FromBase64Url(message.Device.Key), PushEncryption.FromBase64Url(message.Device.Secret))),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentEncoding.Add("aes128gcm");
        request.Headers.TryAddWithoutValidation("Authorization", key.Authorization(endpoint));
        request.Headers.Add("TTL", ((int)left.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Urgency", message.Pressing ? "high" : "normal");
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
            if (answer.IsSuccessStatusCode)
                return (Result.Over, null);
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
                return (Result.Gone, null);
            LogRefused(endpoint.Host, (int)answer.StatusCode);
            return answer.StatusCode is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                ? (Result.Again, answer.Headers.RetryAfter?.Delta)
                : (Result.Over, null);
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException && !stopping.IsCancellationRequested)
        {
            LogUnreachable(endpoint.Host);
            return (Result.Again, null);
        }
    }

    private async Task AgainAsync(Message message, TimeSpan? after, CancellationToken stopping)
    {
        var wait = options.FirstWait * Math.Pow(2, message.Attempts);
        wait = wait < LongestWait ? wait : LongestWait;
        try
        {
            await Task.Delay(after is { } asked && asked > wait && asked < options.KeepFor ? asked : wait, time, stopping);
            waiting.Writer.TryWrite(message with { Attempts = message.Attempts + 1 });
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A push could not be sent")]
    private partial void LogFailed(Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Push service {Host} answered {Status}")]
    private partial void LogRefused(string host, int status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Push service {Host} does not answer; it is tried again")]
    private partial void LogUnreachable(string host);

    private enum Result
    {
        Over,
        Again,
        Gone,
    }

    private sealed record Message(PatientId Patient, PushDevice Device, byte[] Text, DateTimeOffset Until, bool Pressing, int Attempts = 0);
}
