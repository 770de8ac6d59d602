using System.Globalization;
using MatchGrid.Embedded;
using MatchGrid.Journals;
using MatchGrid.Patients;
using MatchGrid.Requests;
using MatchGrid.Silo.Failures;
using MatchGrid.Silo.Journals;
using MatchGrid.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MatchGrid.Silo;

/// <summary>The embedded engine, and the log in the data folder. <see cref="EmbeddedOptions"/> can be configured like any options.</summary>
internal static class EngineComposition
{
    private static readonly TimeSpan IdleRequests = TimeSpan.FromMinutes(2);

    public static IServiceCollection AddEngine(this IServiceCollection services)
    {
        services.TryAddSingleton<IJournalStore>(OpenLog);
        services.AddSingleton(provider => new PatientKeys(OpenKeys(provider)));
        services.AddSingleton(provider => (ITelling)provider.GetRequiredService<IJournalStore>());
        services.AddSingleton(provider => (IWakeIndex)provider.GetRequiredService<IJournalStore>());
        services.AddHostedService<LogUpkeep>();
        return services.AddEmbeddedEngine((provider, options) =>
        {
            options.GrainAssemblies.Add(typeof(JournalServices).Assembly);
            // There may be millions, and most of them wait: their journals bring them back within a millisecond.
            options.CollectionAges[typeof(RequestGrain)] = IdleRequests;
            options.CollectionAges[typeof(PatientGrain)] = IdleRequests;
            foreach (var configure in provider.GetServices<IConfigureOptions<EmbeddedOptions>>())
                configure.Configure(options);
        });
    }

    private static PatientKeyStore? OpenKeys(IServiceProvider provider)
    {
        provider.GetRequiredService<IJournalStore>(); // holds the data folder
        var storage = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var options = provider.GetRequiredService<IOptions<PatientKeyOptions>>().Value;
        if (options.Read() is var (key, oldKeys))
            return PatientKeyStore.Open(storage.DataFolder, key, oldKeys, storage.SyncToDisk);
        return PatientKeyStore.IsThere(storage.DataFolder)
            ? throw StoredKeys.Missing(storage.DataFolder)
            : null;
    }

    private static SqliteLog OpenLog(IServiceProvider provider)
    {
        var storage = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var failure = provider.GetRequiredService<GridFailure>();
        return SqliteLog.Open(
            new()
            {
                Folder = storage.DataFolder,
                SyncToDisk = storage.SyncToDisk,
                OnFailure = failure.Report,
                Fixed = FixedBy(provider.GetRequiredService<GridOptions>()),
            },
            provider.GetRequiredService<TimeProvider>());
    }

    /// <summary>Options that a data folder keeps as it was made: a request's partition stands in its journal, cursors count in partitions.</summary>
    public static Dictionary<string, string> FixedBy(GridOptions options) => new()
    {
        [$"Grid:{nameof(options.FeedPartitions)}"] = options.FeedPartitions.ToString(CultureInfo.InvariantCulture),
    };
}
