using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Hosting;

namespace MatchGrid.Silo;

/// <summary>
/// Microsoft Orleans, clustered on this machine only. The journal is not part of it: whoever runs this engine registers an
/// <see cref="Journals.IJournalStore"/>, <see cref="Journals.ITelling"/> and <see cref="Journals.IWakeIndex"/>; without them the host does
/// not start.
/// </summary>
internal static class EngineComposition
{
    public static IServiceCollection AddEngine(this IServiceCollection services) =>
        services.AddOrleans(silo => silo.UseLocalhostClustering());
}
