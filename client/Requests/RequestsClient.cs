using MatchGrid.Client.Transport;

namespace MatchGrid.Client.Requests;

/// <summary>What a patient asks for, and what was found.</summary>
public sealed class RequestsClient
{
    private readonly GridHttp http;

    internal RequestsClient(GridHttp http) => this.http = http;

    /// <summary>Asks. Sent again after a failure, it is one request.</summary>
    /// <param name="key">The same key again is the same request, also from another process; null for a new one.</param>
    public Task<Request> OpenAsync(Need need, string? key = null, CancellationToken cancellationToken = default) =>
        http.AskAsync<Request>(HttpMethod.Post, "v1/requests", need, key ?? Guid.NewGuid().ToString("N"), cancellationToken);

    /// <summary>The caller's own requests.</summary>
    public async Task<IReadOnlyList<Request>> ListAsync(CancellationToken cancellationToken = default) =>
        (await http.AskAsync<RequestList>(HttpMethod.Get, "v1/requests", cancellationToken: cancellationToken)).Requests;

    public Task<Request> GetAsync(string request, CancellationToken cancellationToken = default) =>
        http.AskAsync<Request>(HttpMethod.Get, PathOf(request), cancellationToken: cancellationToken);

    /// <summary>Gives back what is held.</summary>
    public Task<Request> CancelAsync(string request, CancellationToken cancellationToken = default) =>
        http.AskAsync<Request>(HttpMethod.Delete, PathOf(request), cancellationToken: cancellationToken);

    public Task<Match> AcceptAsync(string request, string match, CancellationToken cancellationToken = default) => ActAsync(request, match, "accept", cancellationToken);

    public Task<Match> DeclineAsync(string request, string match, CancellationToken cancellationToken = default) => ActAsync(request, match, "decline", cancellationToken);

    /// <summary>More time to collect, as far as the pharmacy grants it.</summary>
    public Task<Match> ExtendAsync(string request, string match, CancellationToken cancellationToken = default) => ActAsync(request, match, "extend", cancellationToken);

    private static string PathOf(string request) => $"v1/requests/{Uri.EscapeDataString(request)}";

    private Task<Match> ActAsync(string request, string match, string act, CancellationToken cancellationToken) =>
        http.AskAsync<Match>(HttpMethod.Post, $"{PathOf(request)}/matches/{Uri.EscapeDataString(match)}/{act}", new { }, cancellationToken: cancellationToken);

    private sealed record RequestList(IReadOnlyList<Request> Requests);
}
