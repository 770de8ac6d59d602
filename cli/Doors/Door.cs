using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MatchGrid.Cli.Doors;

/// <summary>The HTTP door of a running MatchGrid.</summary>
internal sealed class Door : IDisposable
{
    private readonly HttpClient http;
    private string? token;

    /// <param name="url">Root of the server.</param>
    /// <param name="token">Null: a development token is asked for when one is needed.</param>
    public Door(Uri url, string? token)
    {
        this.token = token;
        Url = url;
        http = new() { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
    }

    public Uri Url { get; }

    /// <summary>The token given, or one of the development issuer, which is there on loopback only.</summary>
    /// <exception cref="RefusedException">There is none to be had.</exception>
    public async Task<string> TokenAsync(string role, string subject, string? pharmacy, CancellationToken cancellationToken)
    {
        if (token is not null)
            return token;
        var body = new JsonObject { ["role"] = role, ["subject"] = subject };
        if (pharmacy is not null)
            body["pharmacy"] = pharmacy;
        using var response = await SendAsync(new(HttpMethod.Post, "v1/dev/token") { Content = JsonContent.Create(body) }, cancellationToken);
        if (!response.IsSuccessStatusCode)
            throw new RefusedException($"{Url} has no development issuer: give a token of role {role} with --token, or in MATCHGRID_TOKEN.");
        return token = (await ReadAsync(response, cancellationToken))["token"]!.GetValue<string>();
    }

    /// <summary>Sends with the token; the answer's body, also of a partial success.</summary>
    /// <exception cref="RefusedException">Refused: the message has the code.</exception>
    public async Task<JsonNode> AskAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new(method, path) { Content = content }, cancellationToken);
        var body = await ReadAsync(response, cancellationToken);
        // Line by line errors come as 422 with what was kept.
        if (response.IsSuccessStatusCode || body["errorCount"] is not null)
            return body;
        throw new RefusedException($"{body["code"]}: {body["detail"]}{(body["field"] is { } field ? $" ({field})" : "")}");
    }

    /// <summary>A text of the server; null when it has no such page.</summary>
    public async Task<string?> TextAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new(HttpMethod.Get, path), cancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellationToken) : null;
    }

    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            if (token is not null)
                request.Headers.Authorization = new("Bearer", token);
            try
            {
                return await http.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                throw new RefusedException($"{Url} does not answer: {exception.Message}", exception);
            }
        }
    }

    private async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken) ?? new JsonObject();
        }
        catch (JsonException exception)
        {
            throw new RefusedException($"{Url} answered {(int)response.StatusCode}, and not as MatchGrid does.", exception);
        }
    }
}
