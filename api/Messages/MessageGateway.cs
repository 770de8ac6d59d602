using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Patients;
using Orleans;

namespace MatchGrid.Api.Messages;

/// <summary>
/// Hands text messages and e-mails to the operator's gateway. When one is tried again the patient's grain decides, and keeps it: what waits here and is lost
/// with the process is asked for again.
/// </summary>
public sealed partial class MessageGateway : BackgroundService, IPatientMessages
{
    private const int Waiting = 1_000;

    private readonly MessageOptions options;
    private readonly IGrainFactory grains;
    private readonly ITelling telling;
    private readonly ILogger<MessageGateway> log;
    private readonly Channel<(PatientId Patient, Contact Contact, InboxEntry Entry)> waiting = Channel.CreateBounded<(PatientId, Contact, InboxEntry)>(Waiting);
    private readonly HttpClient http;

    public MessageGateway(MessageOptions options, IGrainFactory grains, ITelling telling, ILogger<MessageGateway> log)
    {
        (this.options, this.grains, this.telling, this.log) = (options, grains, telling, log);
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) }) { Timeout = options.Timeout };
    }

    // When there is no room, the grain asks again.
    public void Send(PatientId patient, Contact contact, InboxEntry entry) => waiting.Writer.TryWrite((patient, contact, entry));

    /// <summary>Sends a code at once; false when the gateway did not take it.</summary>
    public async Task<bool> SendCodeAsync(Contact contact, string id, string code, CancellationToken cancellation) =>
        (await PostAsync(contact, id, options.Text(contact.Language, "code", code), cancellation)).Status is >= 200 and < 300;

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        waiting.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = stoppingToken },
        async (message, stopping) => await SendAsync(message.Patient, message.Contact, message.Entry, stopping));

    private async Task SendAsync(PatientId patient, Contact contact, InboxEntry entry, CancellationToken stopping)
    {
        try
        {
            await telling.ToOutsideAsync();
            var kind = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{entry.Notice.Kind}");
            var (status, again, after) = options.Offered.Contains(contact.Channel)
                ? await PostAsync(contact, $"{patient}.{entry.Number}", options.Text(contact.Language, kind), stopping)
                : (0, false, null);
            await grains.GetGrain<IPatientGrain>(patient.Value).MessageTriedAsync(entry.Number, status, again, after);
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            LogFailed(failed); // the grain asks again
        }
    }

    private async Task<(int Status, bool Again, TimeSpan? After)> PostAsync(Contact contact, string id, string text, CancellationToken cancellation)
    {
        // What an id says of the patient is nothing to the gateway.
        var key = Access.Caller.ShortHash(id, 26);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url)
        {
            Content = JsonContent.Create(new { channel = JsonNamingPolicy.CamelCase.ConvertName($"{contact.Channel}"), to = contact.Address, text, id = key }),
        };
        request.Headers.Add("Idempotency-Key", key);
        if (options.Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!answer.IsSuccessStatusCode)
                LogRefused((int)answer.StatusCode);
            return ((int)answer.StatusCode, answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError, answer.Headers.RetryAfter?.Delta);
        }
        catch (Exception failed) when (failed is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            LogUnreachable();
            return (0, true, null);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message could not be sent")]
    private partial void LogFailed(Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message gateway answered {Status}")]
    private partial void LogRefused(int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The message gateway does not answer; it is tried again")]
    private partial void LogUnreachable();
}
