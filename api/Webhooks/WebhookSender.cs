using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using MatchGrid.Partners;

namespace MatchGrid.Api.Webhooks;

/// <summary>
/// Sends one event once. A name is looked up for each connection and the very address that was checked is connected to, so that it cannot change in
/// between; redirects are not followed, proxies not used, cookies not kept.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private const int MostErrorCharacters = 200;
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    private readonly WebhookOptions options;
    private readonly AddressRules rules;
    private readonly TimeProvider time;
    private readonly HttpClient http;

    public WebhookSender(WebhookOptions options, AddressRules rules, TimeProvider time)
    {
        (this.options, this.rules, this.time) = (options, rules, time);
        http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            MaxResponseHeadersLength = 16,
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // each attempt has its own
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("MatchGrid-Webhooks/1.0");
    }

    /// <param name="number">Which attempt this is, from 1.</param>
    public async Task<SendResult> SendAsync(WebhookView to, WebhookBody body, int number, CancellationToken cancellation)
    {
        var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
        using var due = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = time.CreateTimer(static due => ((CancellationTokenSource)due!).Cancel(), due, options.Timeout, Timeout.InfiniteTimeSpan);
        var (status, error, retryAfter) = (0, default(string), default(TimeSpan?));
        try
        {
            if (rules.Complaint(to.Terms.Url) is { } complaint)
                throw new HttpRequestException(complaint);
            using var request = new HttpRequestMessage(HttpMethod.Post, to.Terms.Url);
            var (content, type) = body.Write(to.Terms.Binary, options.Source, request.Headers);
            request.Content = new ByteArrayContent(content);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            request.Headers.Add("webhook-id", body.Id);
            request.Headers.Add("webhook-timestamp", at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("webhook-signature", WebhookSignature.Sign(to.Secrets, body.Id, at.ToUnixTimeSeconds(), content));
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, due.Token);
            status = (int)response.StatusCode;
            retryAfter = response.Headers.RetryAfter?.Delta;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            error = $"No answer within {options.Timeout.TotalSeconds:0.###} s.";
        }
        catch (HttpRequestException failed)
        {
            error = failed.InnerException is AddressRefusedException refused ? refused.Message : failed.Message;
            error = error.Length > MostErrorCharacters ? error[..MostErrorCharacters] : error;
        }

        var attempt = new WebhookAttempt(body.Id, at, number, status, (int)time.GetElapsedTime(began).TotalMilliseconds, error);
        return new(attempt, retryAfter > LongestRetryAfter ? LongestRetryAfter : retryAfter);
    }

    public void Dispose() => http.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation);
        var allowed = Array.FindAll(addresses, rules.MayCall);
        if (allowed.Length == 0)
            throw new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException() : Exception("The name leads to an address that webhooks may not call.");
}

/// <param name="RetryAfter">How long the receiver asks to wait.</param>
public sealed record SendResult(WebhookAttempt Attempt, TimeSpan? RetryAfter)
{
    public bool IsDelivered => Attempt.Status is >= 200 and < 300;

    /// <summary>The receiver wants no more, ever.</summary>
    public bool IsGone => Attempt.Status == StatusCodes.Status410Gone;
}
