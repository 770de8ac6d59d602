using MatchGrid.Api.Access;
using MatchGrid.Api.Demo;
using MatchGrid.Api.Feed;
using MatchGrid.Api.Keys;
using MatchGrid.Api.Live;
using MatchGrid.Api.Messages;
using MatchGrid.Api.Outside;
using MatchGrid.Api.Partners;
using MatchGrid.Api.Patients;
using MatchGrid.Api.Pharmacies;
using MatchGrid.Api.Problems;
using MatchGrid.Api.Regions;
using MatchGrid.Api.Push;
using MatchGrid.Api.Requests;
using MatchGrid.Api.Signals;
using MatchGrid.Api.Skus;
using MatchGrid.Api.Telemetry;
using MatchGrid.Api.Web;
using MatchGrid.Api.Webhooks;
using MatchGrid.Replay.Areas;
using MatchGrid.Silo;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.AspNetCore.SignalR;

namespace MatchGrid.Api.Startup;

/// <summary>Builds the whole of MatchGrid in one process: the grid, HTTP, SignalR.</summary>
public static class ApiHost
{
    /// <summary>The application, not started.</summary>
    /// <param name="start">From the command line.</param>
    /// <param name="configure">What a test or a demonstration adds; runs last.</param>
    /// <exception cref="RefusedStartException">The settings cannot be started with.</exception>
    public static WebApplication Build(StartOptions start, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = [.. start.Settings], ContentRootPath = AppContext.BaseDirectory });
        var access = builder.Configuration.GetSection("Auth").Get<AccessOptions>() ?? new();
        access.Development |= start.Demo;
        Check(start, access, builder);

        var limits = ApiLimits.Read(builder.Configuration);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical); // a start that fails is told by Program, in one line
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning); // its lines carry the tokens of hub connections
        builder.WebHost.UseUrls([.. start.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = limits.JsonBodyBytes;
        });
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = limits.SocketSendBytes; // connections take it over
            return socket;
        });
        AddServices(builder.Services, start, access, limits, WebhookOptions.Read(builder.Configuration));
        builder.Services.AddPush(builder.Configuration.GetSection("Push").Get<PushOptions>() ?? new());
        builder.Services.AddMessages(builder.Configuration.GetSection("Messages").Get<MessageOptions>() ?? new());
        builder.Services.AddWebApp(builder.Configuration.GetSection("Web").Get<WebOptions>() ?? new());
        configure?.Invoke(builder);
        if (Document.IsBeingWritten)
            Document.StartNothingElse(builder.Services);
        var app = builder.Build();
        app.Services.GetRequiredService<MetricsText>(); // listens from the beginning
        Map(app, start, access);
        return app;
    }

    private static void Check(StartOptions start, AccessOptions access, WebApplicationBuilder builder)
    {
        if (access.Authority is not null && access.Audience is null)
            throw new RefusedStartException("Auth:Authority needs Auth:Audience beside it: tokens of that issuer for other services must not count here.");
        if (!access.Development)
            return;
        var endpoints = builder.Configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? "http://*");
        if (Loopback.FirstOther(start.Urls.Concat(endpoints)) is { } open)
            throw new RefusedStartException($"The development issuer gives everybody any role, and {open} can be reached from other machines. Listen on 127.0.0.1, or leave out --demo and Auth:Development.");
        // A page elsewhere that points its own host name here finds nobody.
        builder.Configuration["AllowedHosts"] = "localhost;127.0.0.1;[::1]";
    }

    private static void AddServices(IServiceCollection services, StartOptions start, AccessOptions access, ApiLimits limits, WebhookOptions webhooks)
    {
        services.AddSingleton(limits);
        services.AddSingleton(_ => new Admission(limits));
        services.AddMatchGrid(storage => storage.DataFolder = start.DataFolder);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = limits.Drain);

        services.AddSingleton<SkuLookup>();
        services.AddSingleton<TermsReader>();
        services.AddSingleton<MatchShow>();
        services.AddSingleton<NoticeShow>();
        services.AddSingleton<PatientErasure>();
        services.AddSingleton<PatientConnections>().AddHostedService(provider => provider.GetRequiredService<PatientConnections>());
        services.AddSingleton<FeedFollower>().AddHostedService(provider => provider.GetRequiredService<FeedFollower>());
        services.AddSingleton<FeedWatchers>().AddHostedService(provider => provider.GetRequiredService<FeedWatchers>());
        services.AddSingleton<AreaAtlas>();
        services.AddSingleton<Inhabitants>();
        services.AddSingleton<Territory>();
        services.AddSingleton<RegionRoutes.Desk>();
        services.AddSingleton<RegionWatchers>().AddHostedService(provider => provider.GetRequiredService<RegionWatchers>());
        services.AddSingleton<SignalBoard>();
        services.AddSingleton<SignalWatchers>().AddHostedService(provider => provider.GetRequiredService<SignalWatchers>());
        services.AddSingleton<HoldWatchers>().AddHostedService(provider => provider.GetRequiredService<HoldWatchers>());
        services.AddWebhooks(webhooks);
        services.AddSingleton<FeedReader>();
        services.AddSingleton<FeedReaders>();
        services.AddSingleton<FeedAccess>();
        services.AddSingleton<FeedNews>().AddHostedService(provider => provider.GetRequiredService<FeedNews>());
        services.AddSingleton<MetricsText>();

        services.ConfigureHttpJsonOptions(json => OutsideJson.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddAccess(access);
        if (start.Demo && !Document.IsBeingWritten)
            services.AddDemo();
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // nothing uses it, and it would write keys outside of the data folder
        services.AddRateLimits(limits);
        services.AddDocument();
        services.AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = limits.HubMessageBytes;
                hub.AddFilter(typeof(HubToldWhenDurable));
            })
            .AddJsonProtocol(json => OutsideJson.Configure(json.PayloadSerializerOptions));
    }

    private static void Map(WebApplication app, StartOptions start, AccessOptions access)
    {
        app.UseSecurityHeaders();
        app.UseMiddleware<AdmissionGate>();
        app.UseProblems();
        app.UsePages();
        app.UseWebApp();
        app.UseRouting();
        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseMiddleware<EarlyBodyLimit>();

        var v1 = app.MapGroup("/v1")
            .AddEndpointFilter<ToldWhenDurable>()
            .WithMetadata(new ProducesResponseTypeMetadata(Document.Refused, typeof(Problem), ["application/problem+json"]));
        v1.MapSkus();
        v1.MapAvailability();
        v1.MapAnnouncements();
        v1.MapPharmacies();
        v1.MapStock();
        v1.MapFullCount();
        v1.MapConfirmations();
        v1.MapHolds();
        v1.MapDemand();
        v1.MapRequests();
        v1.MapMatches();
        v1.MapInbox();
        v1.MapRelatives();
        v1.MapContact();
        v1.MapSignIn();
        v1.MapRegions();
        v1.MapSignals();
        v1.MapErasure();
        v1.MapAccesses();
        v1.MapPush();
        v1.MapKeys();
        v1.MapFeed();
        v1.MapGrants();
        v1.MapWebhooks();
        if (access.Development)
            v1.MapDevelopmentToken();
        if (start.Demo)
            v1.MapDemo();

        app.MapHub<LiveHub>("/hubs/live", connection =>
        {
            connection.CloseOnAuthenticationExpiration = true;
            connection.Transports = HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents;
        });
        app.MapHealth();
        app.MapWebState();
        app.MapDocument();
        app.MapLiveDocument();
    }
}

/// <summary>The settings cannot be started with; the message is for whoever started the process.</summary>
public sealed class RefusedStartException(string message) : Exception(message);
