using System.Globalization;
using System.Net;
using MatchGrid.Journals;
using MatchGrid.Patients;
using MatchGrid.Requests;
using MatchGrid.Silo.Calls;
using MatchGrid.Silo.Membership;
using MatchGrid.Silo.Postgres;
using MatchGrid.Silo.Wakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;

namespace MatchGrid.Silo;

/// <summary>Microsoft Orleans, with journals, wakes and membership in PostgreSQL. Each process is a silo.</summary>
internal static class EngineComposition
{
    private const string Name = "matchgrid";

    private static readonly TimeSpan IdleRequests = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TableRefresh = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddEngine(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<PostgresOptions>, PostgresOptionsValidator>();
        services.AddOptions<PostgresOptions>().BindConfiguration("Postgres").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ClusterSettings>, ClusterSettingsValidator>();
        services.AddOptions<ClusterSettings>().BindConfiguration("Cluster").ValidateOnStart();
        services.AddSingleton<IValidateOptions<PatientKeyOptions>, NoPatientKeys>();
        services.AddOptions<PatientKeyOptions>().ValidateOnStart();

        services.TryAddSingleton(OpenJournal);
        services.AddSingleton<IJournalStore>(provider => provider.GetRequiredService<PostgresJournal>());
        services.AddSingleton<ITelling>(provider => provider.GetRequiredService<PostgresJournal>());
        services.AddSingleton<IWakeIndex>(provider => provider.GetRequiredService<PostgresJournal>());
        services.AddSingleton(new PatientKeys(null));
        services.AddSingleton<IMembershipTable, PostgresMembership>();
        services.AddLogging(logging => logging.AddFilter("Orleans", LogLevel.Warning).AddFilter("Polly", LogLevel.Critical));
        services.AddOrleans(Configure);
        services.AddHostedService<WakeShares>();
        return services;
    }

    private static PostgresJournal OpenJournal(IServiceProvider provider) => PostgresJournal.Open(
        provider.GetRequiredService<IOptions<PostgresOptions>>().Value,
        FixedBy(provider.GetRequiredService<GridOptions>()),
        provider.GetRequiredService<TimeProvider>());

    /// <summary>Options that a grid keeps as it was made: a request's partition stands in its journal, cursors count in partitions.</summary>
    private static Dictionary<string, string> FixedBy(GridOptions options) => new()
    {
        [$"Grid:{nameof(options.FeedPartitions)}"] = options.FeedPartitions.ToString(CultureInfo.InvariantCulture),
    };

    private static void Configure(ISiloBuilder silo)
    {
        silo.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = Name);
        silo.Services.AddOptions<EndpointOptions>().Configure<IOptions<ClusterSettings>>((endpoint, settings) =>
        {
            endpoint.AdvertisedIPAddress = IPAddress.Parse(settings.Value.Address);
            endpoint.SiloPort = settings.Value.Port;
            endpoint.GatewayPort = 0; // there are no clients: whoever has a door is a silo
        });
        silo.Services.AddOptions<SiloMessagingOptions>().Configure<IOptions<ClusterSettings>>((messaging, settings) => messaging.ResponseTimeout = settings.Value.ResponseTimeout);
        silo.Services.AddOptions<ClusterMembershipOptions>().Configure<IOptions<ClusterSettings>>((membership, settings) =>
        {
            membership.ProbeTimeout = settings.Value.ProbeEvery;
            membership.TableRefreshTimeout = TableRefresh;
            membership.IAmAliveTablePublishTimeout = TableRefresh; // one that was killed holds up nobody who joins
        });
        silo.AddOutgoingGrainCallFilter<ExpiredCalls>();
        silo.Configure<GrainCollectionOptions>(options =>
        {
            // There may be millions, and most of them wait: their journals bring them back within milliseconds.
            options.ClassSpecificCollectionAge[typeof(RequestGrain).FullName!] = IdleRequests;
            options.ClassSpecificCollectionAge[typeof(PatientGrain).FullName!] = IdleRequests;
        });
    }

    /// <summary>Keys stand in a data folder, which the processes of a cluster do not share.</summary>
    private sealed class NoPatientKeys : IValidateOptions<PatientKeyOptions>
    {
        public ValidateOptionsResult Validate(string? name, PatientKeyOptions options) => options.Key is null && options.KeyFile is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Patients:Key and Patients:KeyFile are not supported on a cluster yet: leave them out, or run the embedded engine.");
    }
}
