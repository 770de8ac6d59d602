using MatchGrid.Embedded;
using MatchGrid.Journals;
using MatchGrid.Silo.Failures;
using MatchGrid.Silo.Journals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MatchGrid.Silo;

/// <summary>The embedded engine, and the log in the data folder. <see cref="EmbeddedOptions"/> can be configured like any options.</summary>
internal static class EngineComposition
{
    public static IServiceCollection AddEngine(this IServiceCollection services)
    {
        services.TryAddSingleton<IJournalStore>(OpenLog);
        services.AddSingleton(provider => (ITelling)provider.GetRequiredService<IJournalStore>());
        services.AddSingleton(provider => (IWakeIndex)provider.GetRequiredService<IJournalStore>());
        return services.AddEmbeddedEngine((provider, options) =>
        {
            options.GrainAssemblies.Add(typeof(JournalServices).Assembly);
            foreach (var configure in provider.GetServices<IConfigureOptions<EmbeddedOptions>>())
                configure.Configure(options);
        });
    }

    private static SqliteLog OpenLog(IServiceProvider provider)
    {
        var storage = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
        var failure = provider.GetRequiredService<GridFailure>();
        return SqliteLog.Open(
            new() { Folder = storage.DataFolder, SyncToDisk = storage.SyncToDisk, OnFailure = failure.Report },
            provider.GetRequiredService<TimeProvider>());
    }
}
