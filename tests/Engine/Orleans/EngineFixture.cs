using MatchGrid.Tests.Engine.Contract;
using MatchGrid.Tests.Engine.Grains;
using Microsoft.Extensions.Configuration;
using Orleans;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace MatchGrid.Tests.Engine;

/// <summary>Microsoft Orleans: three silos and a client in this process, with real sockets between them.</summary>
public sealed class EngineFixture : IEngineFixture, IAsyncLifetime
{
    private readonly TestCluster _cluster = Build();

    public IGrainFactory Grains => _cluster.GrainFactory;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }

    private static TestCluster Build()
    {
        var builder = new TestClusterBuilder(initialSilosCount: 3);
        builder.AddSiloBuilderConfigurator<Silo>();
        builder.AddClientBuilderConfigurator<Client>();
        return builder.Build();
    }

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder
            .AddMemoryGrainStorage("Test")
            .AddIncomingGrainCallFilter<WordFilter>()
            .AddOutgoingGrainCallFilter<WordFilter>();
    }

    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) => clientBuilder.AddOutgoingGrainCallFilter<WordFilter>();
    }
}
