using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MatchGrid.Tests.Api.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Tests.Api.Webhooks;

/// <summary>A partner's server: keeps what it is sent, and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>By the delivery, and how many came before it.</summary>
    public Func<Delivered, int, IResult> Answers { get; set; } = (_, _) => Results.NoContent();

    public ConcurrentQueue<Delivered> Deliveries { get; } = [];

    public string Url => $"{app.Urls.First()}/hook";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver.app.MapPost("/hook", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var delivered = new Delivered(
                request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), await reader.ReadToEndAsync());
            var before = receiver.Deliveries.Count;
            receiver.Deliveries.Enqueue(delivered);
            return receiver.Answers(delivered, before);
        });
        await receiver.app.StartAsync();
        return receiver;
    }

    public async Task<List<Delivered>> UntilAsync(int count)
    {
        await ApiUnderTest.UntilAsync(() => Task.FromResult(Deliveries.Count >= count));
        return [.. Deliveries];
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>One request as it arrived.</summary>
internal sealed record Delivered(Dictionary<string, string> Headers, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public string Id => Headers["webhook-id"];
}
