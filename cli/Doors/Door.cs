using System.Text.Json.Nodes;
using MatchGrid.Client;
using MatchGrid.Client.Live;

namespace MatchGrid.Cli.Doors;

/// <summary>A running MatchGrid, as the caller of a command.</summary>
internal sealed class Door : IDisposable
{
    /// <summary>Whoever waits at a terminal hears of it soon.</summary>
    private const int Retries = 2;

    private readonly MatchGridClient client;
    private string? token;

    /// <param name="url">Root of the server.</param>
    /// <param name="token">Null: a development token is asked for when one is needed.</param>
    public Door(Uri url, string? token)
    {
        this.token = token;
        Url = url;
        client = new(new(url) { Token = _ => new(this.token), Retries = Retries });
    }

    public Uri Url { get; }

    public LiveDoor Live => client.Live;

    /// <summary>Sees to it that there is a token: the one given, or one of the development issuer, which is there on loopback only.</summary>
    /// <exception cref="RefusedException">There is none to be had.</exception>
    public async Task SignInAsync(string role, string subject, string? pharmacy, CancellationToken cancellationToken)
    {
        if (token is not null)
            return;
        try
        {
            token = (await client.Http.AskAsync<JsonNode>(HttpMethod.Post, "v1/dev/token", new { role, subject, pharmacy }, cancellationToken: cancellationToken))["token"]!.GetValue<string>();
        }
        catch (MatchGridException refused) when (refused.Status is not null)
        {
            throw new RefusedException($"{Url} has no development issuer: give a token of role {role} with --token, or in MATCHGRID_TOKEN.", refused);
        }
    }

    public Task<JsonNode> AskAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken) =>
        client.Http.AskAsync<JsonNode>(method, path, body, cancellationToken: cancellationToken);

    /// <summary>For what is answered without a word.</summary>
    public Task TellAsync(HttpMethod method, string path, CancellationToken cancellationToken) => client.Http.TellAsync(method, path, cancellationToken: cancellationToken);

    /// <summary>What became of a file, also when some of its lines are wrong.</summary>
    public Task<JsonNode> UploadAsync(string path, HttpContent content, CancellationToken cancellationToken) =>
        client.Http.UploadAsync<JsonNode>(path, () => content, mayRepeat: false, cancellationToken);

    /// <summary>A text of the server; null when it has no such page.</summary>
    public Task<string?> TextAsync(string path, CancellationToken cancellationToken) => client.Http.TextAsync(path, cancellationToken);

    public void Dispose() => client.Dispose();
}
