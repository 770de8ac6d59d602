using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR.Client;

namespace MatchGrid.Tests.Api.Support;

/// <summary>A patient's live connection that keeps what it is told.</summary>
internal sealed class Inbox : IAsyncDisposable
{
    private readonly HubConnection connection;
    private readonly Channel<JsonNode> told = Channel.CreateUnbounded<JsonNode>();

    private Inbox(HubConnection connection)
    {
        this.connection = connection;
        connection.On<JsonNode>("inbox", notice => told.Writer.TryWrite(notice));
    }

    public string Epoch { get; private set; } = "";

    /// <summary>Whether it was told that its number is none of this inbox.</summary>
    public bool StartsOver { get; private set; }

    /// <summary>Connects and subscribes from the last number seen.</summary>
    public static async Task<Inbox> OpenAsync(ApiUnderTest api, string patient, string? epoch = null, long after = 0) =>
        await OpenAsync(await api.ConnectAsync($"patient:{patient}"), epoch, after);

    /// <inheritdoc cref="OpenAsync(ApiUnderTest, string, string?, long)"/>
    public static async Task<Inbox> OpenAsync(HubConnection connection, string? epoch, long after)
    {
        var inbox = new Inbox(connection);
        await inbox.connection.StartAsync();
        var subscribed = await inbox.connection.InvokeAsync<JsonNode>("Subscribe", epoch, after);
        inbox.Epoch = subscribed["epoch"]!.GetValue<string>();
        inbox.StartsOver = subscribed["startOver"]!.GetValue<bool>();
        return inbox;
    }

    /// <summary>The next notice, of this kind or it fails.</summary>
    public async Task<JsonNode> NextAsync(string kind)
    {
        using var patience = new CancellationTokenSource(ApiUnderTest.Patience);
        var notice = await told.Reader.ReadAsync(patience.Token);
        Assert.Equal(kind, notice["kind"]!.GetValue<string>());
        return notice;
    }

    public bool IsEmpty => told.Reader.Count == 0;

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
