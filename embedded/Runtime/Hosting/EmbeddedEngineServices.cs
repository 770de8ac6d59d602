using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;

namespace MatchGrid.Embedded;

/// <summary>Puts the engine into a host.</summary>
public static class EmbeddedEngineServices
{
    /// <summary>
    /// Adds the engine as <see cref="IGrainFactory"/> and <see cref="IClusterClient"/>, and stops it with the host. A
    /// <see cref="TimeProvider"/> must be registered. What is added after it stops before it, as a web server should.
    /// </summary>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, Action<EmbeddedOptions> configure) =>
        services.AddEmbeddedEngine((_, options) => configure(options));

    /// <summary>The same with options that need the services.</summary>
    public static IServiceCollection AddEmbeddedEngine(this IServiceCollection services, Action<IServiceProvider, EmbeddedOptions> configure) => services
        .AddSingleton(provider =>
        {
            var options = new EmbeddedOptions();
            configure(provider, options);
            return new EmbeddedEngine(provider, options);
        })
        .AddSingleton<IClusterClient>(provider => provider.GetRequiredService<EmbeddedEngine>())
        .AddSingleton<IGrainFactory>(provider => provider.GetRequiredService<EmbeddedEngine>())
        .AddSingleton<IHostedService, EmbeddedHostedService>();
}
