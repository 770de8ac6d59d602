using System.Text.Json.Nodes;

namespace MatchGrid.Tests.Api.Support;

/// <summary>A stream of server-sent events, read as its specification says.</summary>
internal sealed class EventStream : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly StreamReader reader;

    private EventStream(HttpClient http, StreamReader reader) => (this.http, this.reader) = (http, reader);

    public static async Task<EventStream> OpenAsync(ApiUnderTest api, string path, string who, string? lastId = null)
    {
        var parts = who.Split(':', 2);
        var client = new HttpClient { BaseAddress = api.Root, Timeout = ApiUnderTest.Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", await api.TokenAsync(parts[0], parts[1]));
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new(client, new(await response.Content.ReadAsStreamAsync()));
    }

    /// <summary>The next match event.</summary>
    public async Task<(string Id, JsonNode Data)> NextAsync()
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        var (id, kind, data) = ("", "", "");
        while (await reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line == "" && kind == "match")
                return (id, JsonNode.Parse(data)!);
            if (line.Split(": ", 2) is [var name, var value])
                (id, kind, data) = name switch { "id" => (value, kind, data), "event" => (id, value, data), "data" => (id, kind, value), _ => (id, kind, data) };
        }

        throw new InvalidOperationException("The stream ended.");
    }

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        http.Dispose();
        return ValueTask.CompletedTask;
    }
}
