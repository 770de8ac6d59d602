using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MatchGrid.Client.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;

namespace MatchGrid.Client.Live;

/// <summary>The live hub, <c>/hubs/live</c>: one connection for each thing that is followed.</summary>
public sealed class LiveDoor
{
    private const int MostWaiting = 1_024;

    private readonly MatchGridOptions options;

    internal LiveDoor(MatchGridOptions options) => this.options = options;

    /// <summary>Calls a hub method and yields what is pushed, until the connection ends: then it fails with <see cref="MatchGridException.Unreachable"/>.</summary>
    /// <param name="method">The hub method that begins it.</param>
    /// <param name="pushes">The client methods that are listened to.</param>
    /// <param name="arguments">Of the hub method.</param>
    /// <param name="following">Told when the server has answered: from then on nothing is missed.</param>
    /// <exception cref="MatchGridException">Refused, or no connection.</exception>
    public async IAsyncEnumerable<T> FollowAsync<T>(
        string method, string[] pushes, object?[] arguments, Action? following = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Whoever takes too long ends the connection, and comes back where it was.
        var told = Channel.CreateBounded<T>(MostWaiting);
        var connection = await ConnectAsync(cancellationToken);
        await using (connection.ConfigureAwait(false))
        {
            foreach (var push in pushes)
            {
                connection.On<T>(push, message =>
                {
                    if (!told.Writer.TryWrite(message))
                        told.Writer.TryComplete(Ended(null));
                });
            }

            connection.Closed += failed =>
            {
                told.Writer.TryComplete(Ended(failed));
                return Task.CompletedTask;
            };
            await AskAsync(() => connection.InvokeCoreAsync(method, arguments, cancellationToken), cancellationToken);
            following?.Invoke();
            await foreach (var message in told.Reader.ReadAllAsync(cancellationToken))
                yield return message;
        }
    }

    /// <summary>Calls a hub method that streams, until it or the connection ends.</summary>
    /// <inheritdoc cref="FollowAsync"/>
    public async IAsyncEnumerable<T> StreamAsync<T>(string method, object?[] arguments, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var connection = await ConnectAsync(cancellationToken);
        await using (connection.ConfigureAwait(false))
        {
            var items = connection.StreamAsyncCore<T>(method, arguments, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using (items.ConfigureAwait(false))
            {
                while (await AskAsync(() => items.MoveNextAsync().AsTask(), cancellationToken))
                    yield return items.Current;
            }
        }
    }

    /// <summary>Begins anew when it ends, or finds nobody, until cancelled; whatever is refused ends it.</summary>
    internal async IAsyncEnumerable<T> AgainAndAgainAsync<T>(Func<IAsyncEnumerable<T>> follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var backoff = new Backoff(options);
        while (true)
        {
            var items = follow().GetAsyncEnumerator(cancellationToken);
            TimeSpan? asked = null;
            await using (items.ConfigureAwait(false))
            {
                while (true)
                {
                    try
                    {
                        if (!await items.MoveNextAsync())
                            break;
                    }
                    catch (MatchGridException failed) when (failed.Code == MatchGridException.Unreachable || failed.Status is { } status && ((int)status >= 500 || status == HttpStatusCode.TooManyRequests))
                    {
                        asked = failed.RetryAfter;
                        break;
                    }
                    catch (Exception failed) when (failed is IOException or HttpRequestException)
                    {
                        break;
                    }

                    backoff.Reset();
                    yield return items.Current;
                }
            }

            await backoff.WaitAsync(asked, cancellationToken);
        }
    }

    private static MatchGridException Ended(Exception? cause) => new(MatchGridException.Unreachable, "The live connection ended.", cause);

    private async Task<HubConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var token = options.Token is null ? null : await options.Token(cancellationToken);
        var address = new UriBuilder(options.Url)
        {
            Scheme = options.Url.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
            Path = $"{options.Url.AbsolutePath.TrimEnd('/')}/hubs/live",
            Query = token is null ? "" : $"access_token={Uri.EscapeDataString(token)}",
        };
        var builder = new HubConnectionBuilder().AddJsonProtocol(json => GridJson.Configure(json.PayloadSerializerOptions));
        builder.Services.AddSingleton<IConnectionFactory, WebSocketConnectionFactory>();
        builder.Services.AddSingleton<EndPoint>(new UriEndPoint(address.Uri));
        var connection = builder.Build();
        try
        {
            await connection.StartAsync(cancellationToken);
            return connection;
        }
        catch (Exception failed) when (failed is WebSocketException or IOException or HttpRequestException or HubException or InvalidOperationException)
        {
            await connection.DisposeAsync();
            throw new MatchGridException(MatchGridException.Unreachable, $"{options.Url} has no live door for this token: {failed.Message}", failed);
        }
    }

    private static Task AskAsync(Func<Task> ask, CancellationToken cancellationToken) => AskAsync(
        async () =>
        {
            await ask();
            return true;
        },
        cancellationToken);

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask();
        }
        catch (HubException refused)
        {
            throw Refused(refused);
        }
        catch (Exception failed) when (failed is WebSocketException or IOException or InvalidOperationException || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Ended(failed);
        }
    }

    // "… HubException: code: sentence"
    private static MatchGridException Refused(HubException refused)
    {
        const string before = "HubException: ";
        var text = refused.Message.IndexOf(before, StringComparison.Ordinal) is >= 0 and var at ? refused.Message[(at + before.Length)..] : refused.Message;
        var parts = text.Split(": ", 2);
        return parts is [var code, var sentence] && !code.Contains(' ', StringComparison.Ordinal) ? new(code, sentence, refused) : new("refused", text, refused);
    }
}
