using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MatchGrid.Client.Transport;

/// <summary>The HTTP door: sends as the caller, reads refusals, and sends again what can be sent again.</summary>
public sealed class GridHttp : IDisposable
{
    private const string IdempotencyKey = "Idempotency-Key";

    private readonly MatchGridOptions options;
    private readonly HttpClient http;

    internal GridHttp(MatchGridOptions options, HttpMessageHandler? handler)
    {
        this.options = options;
        http = handler is null ? new() : new(handler, disposeHandler: false);
        http.BaseAddress = new(options.Url.AbsoluteUri.TrimEnd('/') + "/"); // relative paths append to what ends with a slash
        http.Timeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>Sends and reads the answer. GET, PUT and DELETE are sent again after a failure, and whatever has an idempotency key.</summary>
    /// <param name="path">Relative to the root: <c>v1/requests</c>.</param>
    /// <param name="body">Written as JSON; null for none.</param>
    /// <param name="idempotencyKey">The same again is the same request.</param>
    /// <exception cref="MatchGridException">Refused, or no answer.</exception>
    public async Task<T> AskAsync<T>(HttpMethod method, string path, object? body = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(method, path, ContentOf(body), MayRepeat(method) || idempotencyKey is not null, idempotencyKey, null, options.Timeout, cancellationToken);
        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>Sends where nothing is answered.</summary>
    /// <inheritdoc cref="AskAsync"/>
    public async Task TellAsync(HttpMethod method, string path, object? body = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(method, path, ContentOf(body), MayRepeat(method), null, null, options.Timeout, cancellationToken);
        await DemandAsync(response, cancellationToken);
    }

    /// <summary>Uploads a body of any length. An answer that lists wrong lines is an answer, also when nothing of it could be stored.</summary>
    /// <param name="content">Made anew for each attempt.</param>
    /// <param name="mayRepeat">The same lines again change nothing: sent again after a failure.</param>
    /// <exception cref="MatchGridException">Refused as a whole, or no answer.</exception>
    public async Task<T> UploadAsync<T>(string path, Func<HttpContent> content, bool mayRepeat, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Post, path, content, mayRepeat, null, null, Timeout.InfiniteTimeSpan, cancellationToken);
        if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return JsonNode.Parse(text)?["errorCount"] is null
                ? throw Refused(text, response)
                : JsonSerializer.Deserialize<T>(text, GridJson.Options)!;
        }

        return await ReadAsync<T>(response, cancellationToken);
    }

    /// <summary>A text; null when there is no such page.</summary>
    public async Task<string?> TextAsync(string path, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, true, null, null, options.Timeout, cancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellationToken) : null;
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>An answer whose body is read as it comes.</summary>
    internal async Task<HttpResponseMessage> StreamAsync(string path, string accept, CancellationToken cancellationToken)
    {
        var response = await SendAsync(HttpMethod.Get, path, null, true, null, accept, options.Timeout, cancellationToken);
        await DemandAsync(response, cancellationToken);
        return response;
    }

    private static bool MayRepeat(HttpMethod method) => method != HttpMethod.Post && method != HttpMethod.Patch;

    private static Func<HttpContent>? ContentOf(object? body) => body is null ? null : () => JsonContent.Create(body, body.GetType(), options: GridJson.Options);

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, Func<HttpContent>? content, bool mayRepeat, string? idempotencyKey, string? accept, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(options);
        for (var again = options.Retries; ; again--)
        {
            TimeSpan? asked;
            try
            {
                var response = await SendOnceAsync(method, path, content?.Invoke(), idempotencyKey, accept, timeout, cancellationToken);
                // What is refused for want of room was not begun, whatever it is.
                if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) || again <= 0)
                    return response;
                asked = response.Headers.RetryAfter?.Delta;
                response.Dispose();
            }
            catch (MatchGridException) when (mayRepeat && again > 0)
            {
                asked = null;
            }

            await backoff.WaitAsync(asked, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, string path, HttpContent? content, string? idempotencyKey, string? accept, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (options.Token is not null && await options.Token(cancellationToken) is { } token)
            request.Headers.Authorization = new("Bearer", token);
        if (idempotencyKey is not null)
            request.Headers.Add(IdempotencyKey, idempotencyKey);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        using var due = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = options.Time.CreateTimer(static due => ((CancellationTokenSource)due!).Cancel(), due, timeout, Timeout.InfiniteTimeSpan);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, due.Token);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MatchGridException(MatchGridException.Unreachable, $"{options.Url} does not answer: {failed.Message}", failed);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await DemandAsync(response, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent)
            return default!;
        try
        {
            return (await response.Content.ReadFromJsonAsync<T>(GridJson.Options, cancellationToken))!;
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException)
        {
            throw new MatchGridException(MatchGridException.Unreachable, $"{options.Url} broke off: {failed.Message}", failed);
        }
        catch (JsonException failed)
        {
            throw new MatchGridException("unreadable", $"{options.Url} answered what this client cannot read: {failed.Message}", failed) { Status = response.StatusCode };
        }
    }

    private static async Task DemandAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
            return;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        response.Dispose();
        throw Refused(text, response);
    }

    /// <param name="text">A problem.</param>
    /// <param name="response">That it came with; null for one within a stream.</param>
    internal static MatchGridException Refused(string text, HttpResponseMessage? response = null)
    {
        ProblemText? problem = null;
        try
        {
            problem = JsonSerializer.Deserialize<ProblemText>(text, GridJson.Options);
        }
        catch (JsonException)
        {
            // Something before the server answered.
        }

        return new(problem?.Code ?? $"http_{(int?)response?.StatusCode}", problem?.Detail ?? $"{(int?)response?.StatusCode} {response?.ReasonPhrase}")
        {
            Status = response?.StatusCode, Field = problem?.Field, Cursor = problem?.Cursor, RetryAfter = response?.Headers.RetryAfter?.Delta,
        };
    }

    private sealed record ProblemText(string? Code, string? Detail, string? Field, string? Cursor);
}
