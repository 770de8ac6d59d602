using MatchGrid.Identifiers;
using MatchGrid.Journals;
using MatchGrid.Patients;
using MatchGrid.Silo.Failures;
using MatchGrid.Silo.Identifiers;
using MatchGrid.Silo.Regions;
using MatchGrid.Silo.Skus;
using MatchGrid.Silo.Wakes;
using MatchGrid.Telemetry;
using MatchGrid.Wakes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MatchGrid.Silo;

/// <summary>Puts the whole grid into a host.</summary>
public static class MatchGridServices
{
    /// <summary>
    /// Adds the grains, what they need, and the engine that runs them. A <see cref="TimeProvider"/> or <see cref="IIdSource"/> registered
    /// before stays. What is added afterwards stops before the grid, as a web server should.
    /// </summary>
    /// <remarks>
    /// <see cref="GridOptions"/> come from configuration section <c>Grid</c> and are checked at start; <see cref="StorageOptions"/> from
    /// <c>Storage</c>, then from <paramref name="storage"/>. When the log fails, the host stops with exit code
    /// <see cref="GridFailure.ExitCode"/>: a Main that returns a number must return <see cref="Environment.ExitCode"/>.
    /// </remarks>
    public static IServiceCollection AddMatchGrid(this IServiceCollection services, Action<StorageOptions>? storage = null)
    {
        services.AddLogging();
        services.TryAddSingleton<IConfiguration>(_ => new ConfigurationBuilder().Build());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, RandomIdSource>();
        services.AddSingleton<IValidateOptions<GridOptions>, GridOptionsValidator>();
        services.AddOptions<GridOptions>().BindConfiguration("Grid").ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<GridOptions>>().Value);
        services.AddOptions<StorageOptions>().BindConfiguration("Storage").Configure(options => storage?.Invoke(options));
        services.AddSingleton<GridMetrics>();
        services.TryAddSingleton<IPatientAlerts, NoAlerts>();
        services.TryAddSingleton<IPatientMessages, NoMessages>();
        services.AddSingleton<GridFailure>();
        services.AddSingleton<GridShare>();
        services.AddOptions<PatientKeyOptions>().BindConfiguration("Patients");
        services.AddSingleton<JournalServices>();
        services.AddSingleton<MarketWaker>();
        services.AddSingleton<WakeService>();
        services.AddEngine();
        services.AddHostedService<StopOnGridFailure>();
        services.AddHostedService<RegionRefresh>();
        services.AddHostedService<WakeTimer>();
        services.AddSingleton<LocalCatalogue>();
        services.AddHostedService<CatalogueRefresh>();
        return services;
    }
}
