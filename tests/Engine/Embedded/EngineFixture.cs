using MatchGrid.Embedded;
using MatchGrid.Tests.Engine.Contract;
using MatchGrid.Tests.Engine.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using Orleans.Storage;

namespace MatchGrid.Tests.Engine;

/// <summary>The embedded engine in a host, on the thread pool and the real clock.</summary>
public sealed class EngineFixture : IEngineFixture, IAsyncLifetime
{
    private readonly IHost _host = Build();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public Task InitializeAsync() => _host.StartAsync();

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services
            .AddSingleton(TimeProvider.System)
            .AddKeyedSingleton<IGrainStorage, MemoryGrainStorage>("Test")
            .AddSingleton<IIncomingGrainCallFilter, WordFilter>()
            .AddSingleton<IOutgoingGrainCallFilter, WordFilter>()
            .AddEmbeddedEngine(options => options.GrainAssemblies.Add(typeof(EngineFixture).Assembly));
        return builder.Build();
    }
}
