using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MatchGrid.Bench.Load;

/// <summary>
/// What the grid is compared with: takes the same POST, appends its body to a synced log, and pushes a notice of the same size to the
/// connection that the POST names. No tokens, no parsing, no matching, no state.
/// </summary>
internal static class RelayServer
{
    /// <summary>The subcommand by which a measure starts it in a process of its own.</summary>
    public const string Command = "serve-relay";

    public static async Task RunAsync(string[] options)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        using var log = new RelayLog(options[0]);
        var addresses = new RelayAddresses();
        builder.Services.AddSingleton(addresses).AddSignalR();
        await using var app = builder.Build();
        app.MapHub<RelayHub>("/hubs/live");
        var hub = app.Services.GetRequiredService<IHubContext<RelayHub>>();
        app.MapPost("/v1/pharmacies/{pharmacy}/stock", async (string pharmacy, string to, HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            await log.AppendAsync(body.ToArray());
            foreach (var patient in to.Split(','))
                _ = hub.Clients.Client(addresses.Connections[patient]).SendAsync("inbox", RelayNotice.To(patient, pharmacy));
            return Results.Ok(new { Applied = 1 });
        });
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
    }
}

/// <summary>Which connection a patient has.</summary>
internal sealed class RelayAddresses
{
    public ConcurrentDictionary<string, string> Connections { get; } = [];
}

internal sealed class RelayHub(RelayAddresses addresses) : Hub
{
    public void Subscribe(string patient) => addresses.Connections[patient] = Context.ConnectionId;
}

/// <summary>As many members and bytes as a notice of the grid.</summary>
internal sealed record RelayNotice(string Epoch, long Number, string Kind, DateTimeOffset At, string Request, RelayMatch Match)
{
    private const string SomeId = "0123456789abcdefghijklmnop";

    public static RelayNotice To(string patient, string pharmacy) => new(
        SomeId, 1, "held", DateTimeOffset.UnixEpoch, patient,
        new(SomeId, new(pharmacy, pharmacy, 47.123456789012, 8.123456789012, "24/7", "UTC", OpenNow: true), new("bench:100", "Drug 100"), 1, "ABCDEF", "held",
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, SetAside: false, 0, 1234));
}

internal sealed record RelayMatch(
    string Id, RelayPharmacy Pharmacy, RelaySku Sku, int Quantity, string Code, string Status, DateTimeOffset MatchedAt, DateTimeOffset Until,
    bool SetAside, int Extensions, int DistanceMetres);

internal sealed record RelayPharmacy(string Id, string Name, double Latitude, double Longitude, string Hours, string Zone, bool OpenNow);

internal sealed record RelaySku(string Sku, string Name);
